// Before the page is shown: the theme a person chose, else the system's.
"use strict";
{
  let theme = null;
  try { theme = localStorage.getItem("theme"); } catch { /* a browser that keeps nothing follows the system */ }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}
