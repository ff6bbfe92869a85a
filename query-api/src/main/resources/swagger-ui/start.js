window.addEventListener('load', () => {
  SwaggerUIBundle({
    url: '/v3/api-docs',
    dom_id: '#swagger-ui',
    deepLinking: true,
    tryItOutEnabled: true,
    persistAuthorization: false,
    // Would send the document to a server elsewhere.
    validatorUrl: null,
  });
});
