package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestModelInBrowser opens a page with what a model says: its words are folded, behind a badge, and what it doubts is a click away.
func TestModelInBrowser(t *testing.T) {
	browser := findBrowser(t)
	server := newModelServer(t)
	page := filepath.Join(t.TempDir(), "model.html")
	code, _, errs := program(t.Context(), words(draftFile(t, modelDraft), server.flags("--format", "html", "--output", page))...)
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	ctx := open(t, browser, "file://"+page, 1440, 900)
	const seen = `[...document.querySelectorAll("q")].filter((q) => q.checkVisibility()).length`
	const aside = `[...document.querySelectorAll(".asides .card")].filter((c) => c.checkVisibility()).length`
	if n := ask[int](t, ctx, seen); n != 0 {
		t.Errorf("%d sentences of a model are to be seen before anybody opened a box", n)
	}
	if n := ask[int](t, ctx, aside); n != 0 {
		t.Errorf("%d doubted findings are to be seen before anybody opened their group", n)
	}
	if n := ask[int](t, ctx, visibleCards+".length"); n != 2 {
		t.Errorf("%d findings stand beside the draft, want the one that holds and the one that was raised", n)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(".counts a.model")), chromedp.Sleep(200*time.Millisecond))
	if n := ask[int](t, ctx, aside); n != 2 {
		t.Errorf("%d doubted findings are to be seen, want 2", n)
	}
	if text := ask[string](t, ctx, `document.querySelector(".asides").innerText`); !strings.Contains(text, "The checklist says") || !strings.Contains(text, saidNot) {
		t.Errorf("the group of what is doubted has not both reasons: %s", text)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(".said summary")), chromedp.Sleep(200*time.Millisecond))
	if text := ask[string](t, ctx, `document.querySelector(".said").innerText`); !strings.Contains(text, saidHolds) || !strings.Contains(text, "written by model tiny") {
		t.Errorf("the box of a model says %q", text)
	}
	if over := ask[int](t, ctx, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("the page is %d pixels wider than the window", over)
	}
}
