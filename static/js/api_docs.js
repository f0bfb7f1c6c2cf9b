"use strict";

// Swagger UI draws the schema of this portal. It contacts no other host (validatorUrl) and sends no request from the
// page (supportedSubmitMethods): a real roster could be confirmed by mistake.
const place = document.getElementById("swagger-ui");
SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  displayOperationId: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
  // The page has one <main>, and this one is inside it.
  onComplete: () => place.querySelector("main").setAttribute("role", "presentation"),
});
