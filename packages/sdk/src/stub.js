// Calls made before aisle.js has loaded wait in a queue. One that waits for too long is answered, so that a shop whose
// visitors block the script looks as it always did and waits for nothing.
(function (w) {
  if (w.aisle) return;
  var stub = (w.aisle = { queue: [] });
  function add(name, waitMs, answerLate) {
    stub[name] = function (first, options) {
      var call = { name: name, args: arguments };
      var asked = ((name === 'predict' ? first : options) || {}).deadlineMs;
      var answer = new Promise(function (resolve, reject) {
        call.resolve = resolve;
        call.reject = reject;
        setTimeout(
          function () {
            // A consent or an erase still counts when the script comes later; a list or an event does not.
            call.expired = !!answerLate;
            resolve(answerLate && answerLate(first));
          },
          Math.min(asked >= 0 ? asked : waitMs, 2e9),
        );
      });
      stub.queue.push(call);
      // As with the real ones, a call whose promise nobody handles raises nothing in the page.
      answer.catch(function () {});
      return answer;
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
