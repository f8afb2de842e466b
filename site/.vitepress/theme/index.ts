import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { defineAsyncComponent } from 'vue';
import LandingLayout from './LandingLayout.vue';
import './site.css';
import SentRequests from './SentRequests.vue';
import ShopVisit from './ShopVisit.vue';
import StartCards from './StartCards.vue';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component(
      'MermaidDiagram',
      defineAsyncComponent(() => import('./MermaidDiagram.vue')),
    );
    // VitePress's layout for a home page has no `main` element.
    app.component('LandingLayout', LandingLayout);
    app.component('SentRequests', SentRequests);
    app.component('ShopVisit', ShopVisit);
    app.component('StartCards', StartCards);
  },
} satisfies Theme;
