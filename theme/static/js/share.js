// The buttons that need script: the device's own share sheet, and the address on the clipboard.

const SAID_MS = 2000;

function addressOf(button) {
  return button.dataset.url || location.href.split("#")[0];
}

async function copy(button) {
  const label = button.querySelector("span");
  // Of the first time: a second click may come while it still says what the first one did.
  const words = (label.dataset.words ??= label.textContent);
  try {
    await navigator.clipboard.writeText(addressOf(button));
    label.textContent = "Copied";
  } catch {
    label.textContent = "Not copied";
  }
  setTimeout(() => { label.textContent = words; }, SAID_MS);
}

async function openSheet(button) {
  try {
    await navigator.share({ title: button.dataset.title, url: addressOf(button) });
  } catch (error) {
    // Whoever closes the sheet has changed their mind.
    if (error.name !== "AbortError") {
      throw error;
    }
  }
}

const behaviours = {
  copy: [() => Boolean(navigator.clipboard), copy],
  sheet: [() => Boolean(navigator.share), openSheet],
};

for (const button of document.querySelectorAll("[data-share]")) {
  const [isThere, act] = behaviours[button.dataset.share];
  if (isThere()) {
    button.closest("li").hidden = false;
    button.addEventListener("click", () => act(button));
  }
}
