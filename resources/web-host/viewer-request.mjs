// A CloudFront Function (runtime cloudfront-js-2.0): runs before the cache is asked, on every request.
// The behaviour, and with it the origin, is chosen by the path before this changes it.
/** @param {{ request: { uri: string } }} event */
function handler(event) {
  const request = event.request;
  if (request.uri.startsWith('/api/')) {
    // The API does not know that it is reached under a prefix.
    request.uri = request.uri.slice('/api'.length);
  } else if (!request.uri.slice(request.uri.lastIndexOf('/')).includes('.')) {
    // Not a file: a page of the app, which finds its way by itself.
    request.uri = '/index.html';
  }
  return request;
}
