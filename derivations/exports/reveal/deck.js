"use strict";
(() => {
  // A derivation that is wider or higher than the slide is set smaller.
  const fit = () => {
    const slide = Reveal.getCurrentSlide();
    const rows = slide?.querySelector(".rows");
    if (!rows || rows.dataset.fitted) return;
    rows.dataset.fitted = "1";
    const { width, height } = Reveal.getConfig();
    const room = rows.clientHeight + height - slide.scrollHeight;
    const scale = Math.min(1, rows.clientWidth / rows.scrollWidth, Math.max(0.3, room / rows.scrollHeight), width / slide.scrollWidth);
    if (scale < 1) rows.style.fontSize = `${scale}em`;
    Reveal.layout();
  };
  Reveal.on("ready", fit);
  Reveal.on("slidechanged", fit);
  const settings = { width: 1280, height: 720, margin: 0.04, hash: true, slideNumber: "c/t", transition: "none", center: false };
  // The measures are right only with the fonts of the formulas.
  Promise.allSettled([...document.fonts].map((font) => font.load())).then(() => Reveal.initialize(settings));
})();
