// Hands on along the links what answers give: each placeholder of given.json stands for a place in
// the answer to an operation that Dredd has asked before.
const fs = require('fs');
const hooks = require('hooks');

const given = JSON.parse(fs.readFileSync('given.json', 'utf-8'));
const answers = {};

const operation = (transaction) =>
  `${transaction.request.method} ${transaction.origin.resourceName}`;

const pointed = (document, pointer) =>
  pointer.split('/').slice(1).reduce((node, key) => (node == null ? node : node[key]), document);

const filled = (text) =>
  Object.entries(given).reduce((result, [placeholder, from]) => {
    const value = pointed(answers[from.operation], from.pointer);
    return value == null ? result : result.split(placeholder).join(String(value));
  }, text);

hooks.beforeEach((transaction) => {
  transaction.fullPath = filled(transaction.fullPath);
  transaction.request.uri = filled(transaction.request.uri);
  transaction.request.body = filled(transaction.request.body || '');
});

// Dredd takes a media type with a parameter for another media type.
hooks.beforeEachValidation((transaction) => {
  const headers = transaction.real.headers;
  if (headers['content-type']) {
    headers['content-type'] = headers['content-type'].split(';')[0].trim();
  }
});

hooks.afterEach((transaction) => {
  try {
    answers[operation(transaction)] = JSON.parse(transaction.real.body);
  } catch (error) {
    // An answer that is no JSON gives nothing.
  }
});
