// Calls made before aisle.js has loaded wait in a queue. A rerank that waits for too long gets its list back as it was,
// so that a shop whose visitors block the script looks as it always did.
(function (w) {
  if (w.aisle) return;
  var queue = [];
  var stub = (w.aisle = { queue: queue });
  ['track', 'rerank', 'predict', 'setConsent', 'erase'].forEach(function (name) {
    stub[name] = function (first, options) {
      var answer = new Promise(function (resolve, reject) {
        var call = { name: name, args: [first, options], resolve: resolve, reject: reject };
        queue.push(call);
        if (name !== 'rerank') return;
        setTimeout(function () {
          call.expired = true;
          resolve({ items: first, ranked: false, reason: 'not-loaded' });
        }, (options && options.deadlineMs) || 100);
      });
      // As with the real ones, a call whose promise nobody handles raises nothing in the page.
      answer.catch(function () {});
      return answer;
    };
  });
})(window);
