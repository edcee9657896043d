package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browserSeconds is how long one look at a page may take, with the start of Chromium.
const browserSeconds = 60

// TestPageInBrowser reviews the sample drafts, opens the page in Chromium and uses it as people do.
//
// RIGHTSREVIEW_BROWSER names the browser and makes it an error that there is none. RIGHTSREVIEW_SCREENSHOTS names a
// folder to which the pictures are written.
func TestPageInBrowser(t *testing.T) {
	browser := findBrowser(t)
	page := reviewToPage(t, samples)
	t.Run("highlights", func(t *testing.T) { testHighlights(t, browser, page) })
	t.Run("filter by keyboard", func(t *testing.T) { testFilterByKeyboard(t, browser, page) })
	t.Run("walk by keyboard", func(t *testing.T) { testWalkByKeyboard(t, browser, page) })
	t.Run("search by keyboard", func(t *testing.T) { testSearchByKeyboard(t, browser, page) })
	for _, size := range []struct {
		name          string
		width, height int64
		dark          bool
	}{{"wide", 1440, 900, false}, {"dark", 1440, 900, true}, {"narrow", 390, 844, false}} {
		t.Run("picture, "+size.name, func(t *testing.T) {
			testPicture(t, browser, page, size.name, size.width, size.height, size.dark)
		})
	}
}

func findBrowser(t *testing.T) string {
	t.Helper()
	if name := os.Getenv("RIGHTSREVIEW_BROWSER"); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatalf("RIGHTSREVIEW_BROWSER: %v", err)
		}
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium: install it, or name it in RIGHTSREVIEW_BROWSER")
	return ""
}

// reviewToPage reviews drafts as the command line does and gives the address of the page.
func reviewToPage(t *testing.T, drafts string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "review.html")
	var out, log bytes.Buffer
	paths, err := filepath.Glob(filepath.Join(drafts, "draft-*"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sample drafts: %v", err)
	}
	args := append([]string{"review", "--quiet", "--format", "html", "--output", page}, paths...)
	if code := run(context.Background(), args, strings.NewReader(""), &out, &log); code != exitClean {
		t.Fatalf("exit code %d: %s", code, log.String())
	}
	return "file://" + page
}

// open starts a browser of its own on a page of ours.
func open(t *testing.T, browser, page string, width, height int64) context.Context {
	t.Helper()
	return openPage(t, browser, page, "form.tools", width, height)
}

// openPage starts a browser of its own on a page, and waits for what a selector names. What the page asks the network for, and
// what it complains of, fails the test.
func openPage(t *testing.T, browser, page, selector string, width, height int64) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := context.WithTimeout(context.Background(), browserSeconds*time.Second)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	if err := chromedp.Listen(ctx, func(event any) {
		if c := complaint(event); c != "" {
			t.Error(c)
		}
	}); err != nil {
		t.Fatal(err)
	}
	call(t, ctx, network.Enable, network.EnableParams{})
	call(t, ctx, cdplog.Enable, cdp.Empty{})
	do(t, ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(page), chromedp.WaitVisible(chromedp.CSS(selector)))
	return ctx
}

func complaint(event any) string {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "file://") && !strings.HasPrefix(e.Request.URL, "data:") {
			return "the page asks the network for " + e.Request.URL
		}
	case *runtime.EventExceptionThrown:
		return "an exception in the page: " + e.ExceptionDetails.Text
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Level == cdplog.EntryLevelWarning {
			return "the browser complains: " + e.Entry.Text
		}
	}
	return ""
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func call[P, R any](t *testing.T, ctx context.Context, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// focus presses Tab until the element with a selector has the focus.
func focus(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	for range 40 {
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
		if ask[bool](t, ctx, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
	}
	t.Fatalf("Tab does not reach %s", selector)
}

const visibleCards = `[...document.querySelectorAll(".card[data-severity]")].filter((c) => c.getClientRects().length > 0)`

func testHighlights(t *testing.T, browser, page string) {
	ctx := open(t, browser, page, 1440, 900)
	if n := ask[int](t, ctx, visibleCards+".length"); n < 10 {
		t.Errorf("%d findings are to be seen in the reviews of the samples, want at least 10", n)
	}
	if n := ask[int](t, ctx, `document.querySelectorAll("[data-for]").length`); n == 0 {
		t.Fatal("no passage is marked")
	}
	unmarked := ask[[]string](t, ctx, `[...document.querySelectorAll("[data-for]")].filter((m) => {
		const box = m.getBoundingClientRect(), own = getComputedStyle(m), around = getComputedStyle(m.closest(".line"));
		return box.width === 0 || (own.backgroundColor === around.backgroundColor && own.textDecorationLine === "none" && own.borderBottomStyle === "none");
	}).map((m) => m.textContent)`)
	if len(unmarked) > 0 {
		t.Errorf("%d marked passages look like the text around them: %q", len(unmarked), unmarked)
	}
	lost := ask[[]string](t, ctx, visibleCards+`.filter((c) => c.querySelector(".where a") &&
		![...document.querySelectorAll("[data-for]")].some((m) => m.dataset.for.split(" ").includes(c.id))).map((c) => c.id)`)
	if len(lost) > 0 {
		t.Errorf("findings without a marked passage: %v", lost)
	}
}

func testFilterByKeyboard(t *testing.T, browser, page string) {
	ctx := open(t, browser, page, 1440, 900)
	all := ask[int](t, ctx, visibleCards+".length")
	severity := ask[string](t, ctx, `["high", "medium", "low"].find((s) => {
		const of = `+visibleCards+`.filter((c) => c.dataset.severity === s).length;
		return of > 0 && of < `+visibleCards+`.length;
	}) ?? ""`)
	if severity == "" {
		t.Fatalf("all %d findings have one severity: the filter has nothing to tell apart", all)
	}
	others := ask[int](t, ctx, fmt.Sprintf("%s.filter((c) => c.dataset.severity !== %q).length", visibleCards, severity))
	focus(t, ctx, fmt.Sprintf(`.severity[value=%q]`, severity))
	do(t, ctx, chromedp.KeyEvent(" "))
	if left := ask[int](t, ctx, visibleCards+".length"); left != others {
		t.Errorf("without %s findings %d are to be seen, want %d", severity, left, others)
	}
	if text := ask[string](t, ctx, `document.getElementById("count").value`); !strings.Contains(text, fmt.Sprint(others)) {
		t.Errorf("the page counts %q, want %d", text, others)
	}
	do(t, ctx, chromedp.KeyEvent(" "))
	if left := ask[int](t, ctx, visibleCards+".length"); left != all {
		t.Errorf("with %s findings again %d are to be seen, want %d", severity, left, all)
	}
}

func testWalkByKeyboard(t *testing.T, browser, page string) {
	ctx := open(t, browser, page, 1440, 900)
	var seen []string
	for range 3 {
		do(t, ctx, chromedp.KeyEvent("j"), chromedp.Sleep(100*time.Millisecond))
		seen = append(seen, ask[string](t, ctx, `(() => {
			const card = document.activeElement, box = card.getBoundingClientRect();
			if (!card.matches(".card[data-severity]")) return "the focus is on " + card.tagName;
			if (box.bottom < 0 || box.top > innerHeight) return card.id + " is out of sight";
			return card.id;
		})()`))
	}
	order := ask[[]string](t, ctx, visibleCards+".map((c) => c.id)")
	if !slices.Equal(seen, order[:3]) {
		t.Errorf("j goes to %v, want %v", seen, order[:3])
	}
	do(t, ctx, chromedp.KeyEvent("k"))
	if back := ask[string](t, ctx, "document.activeElement.id"); back != order[1] {
		t.Errorf("k goes back to %q, want %q", back, order[1])
	}
}

func testSearchByKeyboard(t *testing.T, browser, page string) {
	ctx := open(t, browser, page, 1440, 900)
	all := ask[int](t, ctx, visibleCards+".length")
	do(t, ctx, chromedp.KeyEvent("/"))
	if at := ask[string](t, ctx, "document.activeElement.id"); at != "search" {
		t.Fatalf("/ goes to %q, want the search", at)
	}
	do(t, ctx, chromedp.KeyEvent("xyzzy no such words"))
	if left := ask[int](t, ctx, visibleCards+".length"); left != 0 {
		t.Errorf("%d findings have words that no draft has", left)
	}
	do(t, ctx, chromedp.KeyEvent(kb.Escape))
	if left := ask[int](t, ctx, visibleCards+".length"); left != all {
		t.Errorf("after Escape %d findings are to be seen, want %d", left, all)
	}
}

// testPicture takes a picture of the first finding with its passage, and looks for what a broken page shows.
func testPicture(t *testing.T, browser, page, name string, width, height int64, dark bool) {
	ctx := open(t, browser, page, width, height)
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	do(t, ctx, chromedp.KeyEvent("j"), chromedp.Sleep(300*time.Millisecond))
	if over := ask[int](t, ctx, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("the page is %d pixels wider than the window", over)
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	shades, bright := shadesOf(t, picture)
	if shades < 20 {
		t.Errorf("the picture has %d colours: there is hardly anything in it", shades)
	}
	if dark == bright {
		t.Errorf("dark is %v, but most of the picture is bright: %v", dark, bright)
	}
	if folder := os.Getenv("RIGHTSREVIEW_SCREENSHOTS"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, "review-"+name+".png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shadesOf counts the colours of a picture, and says whether most of it is bright.
func shadesOf(t *testing.T, picture []byte) (count int, bright bool) {
	t.Helper()
	decoded, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[3]uint32]bool{}
	light, all := 0, 0
	for y := decoded.Bounds().Min.Y; y < decoded.Bounds().Max.Y; y += 2 {
		for x := decoded.Bounds().Min.X; x < decoded.Bounds().Max.X; x += 2 {
			r, g, b, _ := decoded.At(x, y).RGBA()
			colours[[3]uint32{r >> 8, g >> 8, b >> 8}] = true
			all++
			if r+g+b > 3*0x8000 {
				light++
			}
		}
	}
	return len(colours), light*2 > all
}
