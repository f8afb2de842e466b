// Queues calls until aisle.js has loaded. Each call has a timeout, so that the shop works as before if a visitor blocks
// the script.
(function (w) {
  if (w.aisle) return;
  var stub = (w.aisle = { queue: [] });
  function add(name, waitMs, lateAnswer) {
    stub[name] = function (first, options) {
      var call = { name: name, args: arguments };
      var deadlineMs = ((name === 'predict' ? first : options) || {}).deadlineMs;
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
    return { items: Array.from(items || []), ranked: false, reason: 'not-loaded' };
  });
  add('predict', 2000, function () {
    return { items: [], reason: 'not-loaded' };
  });
  add('track', 10000, function () {
    return { stored: false, reason: 'not-loaded' };
  });
  add('setConsent', 10000);
  add('erase', 10000);
})(window);
