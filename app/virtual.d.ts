/** Declares the module that vite-plugin-pwa makes: registers the service worker of the page. */
/// <reference types="vite-plugin-pwa/client" />
