// Queues calls until aisle.js has loaded. Each call has a timeout, so that the shop works as before if a visitor blocks
// the script.
(function (w, d) {
  var script = d.currentScript;
  var name = (script && script.getAttribute('data-global')) || 'aisle';
  // An element with this id is a property of the window too, but not an own one:
  // https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object
  var own = Object.hasOwn(w, name) && w[name];
  // The object of the tag or of another stub.
  if (own && own.queue) return;
  var key = Symbol.for('aisle');
  // A plugin may have loaded before.
  var stub = (w[key] = w[key] || {});
  stub.queue = stub.queue || [];
  // The tag reports another value of the page.
  if (!own) w[name] = stub;
  function add(name, waitMs, lateAnswer) {
    stub[name] = function (first, options) {
      var call = { name: name, args: arguments };
      // `predict` and `trending` have no other argument than the options.
      var deadlineMs = (options || first || {}).deadlineMs;
      var promise = new Promise(function (resolve, reject) {
        call.resolve = resolve;
        call.reject = reject;
        setTimeout(
          function () {
            // After the timeout, consent and erase still take effect when the script loads. Lists and events do not.
            call.expired = !!lateAnswer;
            resolve(lateAnswer && lateAnswer(first));
          },
          Math.min(deadlineMs >= 0 ? deadlineMs : waitMs, 2e9),
        );
      });
      stub.queue.push(call);
      // As in aisle.js, an unhandled rejection raises no event in the page.
      promise.catch(function () {});
      return promise;
    };
  }
  add('rerank', 100, function (items) {
    var list = [];
    try {
      if (typeof items === 'object' && items) list = Array.from(items);
    } catch (_error) {
      // An iterator of the page throws. As in aisle.js, such a list is empty.
    }
    return { items: list, ranked: false, reason: 'not-loaded' };
  });
  function noItems() {
    return { items: [], reason: 'not-loaded' };
  }
  add('predict', 2000, noItems);
  add('related', 2000, noItems);
  add('boughtWith', 2000, noItems);
  add('trending', 2000, noItems);
  add('track', 10000, function () {
    return { stored: false, reason: 'not-loaded' };
  });
  add('setConsent', 10000);
  add('erase', 10000);
})(window, document);
