// Puts on the theme that this window chose, before anything is painted.
try {
  const theme = sessionStorage.getItem('lockstep.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the page looks as the system does.
}
