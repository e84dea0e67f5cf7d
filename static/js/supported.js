// Says before the page is drawn that scripts run, so that nothing jumps: the stylesheet and the script of the design
// system both look for this class.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("nhsuk-frontend-supported");
}
