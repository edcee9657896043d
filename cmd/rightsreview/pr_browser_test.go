package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// forgeStyle is about how GitHub shows comments.
const forgeStyle = `<meta charset="utf-8"><style>
body{font:14px/1.5 "Segoe UI","Noto Sans",Helvetica,Arial,sans-serif;max-width:880px;margin:16px;color:#1f2328}
.comment{border:1px solid #d1d9e0;border-radius:6px;padding:4px 16px;margin-bottom:16px}
.comment>header{background:#f6f8fa;margin:-4px -16px 8px;padding:8px 16px;border-bottom:1px solid #d1d9e0;font-weight:600;border-radius:6px 6px 0 0}
code{background:#818b981f;padding:.2em .4em;border-radius:6px;font-size:85%}
pre{background:#f6f8fa;padding:12px;border-radius:6px;overflow:auto} pre code{background:none;padding:0}
table{border-collapse:collapse;margin-bottom:12px} td,th{border:1px solid #d1d9e0;padding:6px 13px} a{color:#0969da;text-decoration:none}
details{margin-bottom:6px}</style>`

// commentPage writes comments as a page, with the Markdown and the HTML that GitHub lets through.
func commentPage(t *testing.T, comments ...[2]string) string {
	t.Helper()
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	var b bytes.Buffer
	b.WriteString(forgeStyle)
	for _, c := range comments {
		fmt.Fprintf(&b, `<div class="comment"><header>%s</header>`, c[0])
		if err := md.Convert([]byte(c[1]), &b); err != nil {
			t.Fatal(err)
		}
		b.WriteString("</div>\n")
	}
	path := filepath.Join(t.TempDir(), "comments.html")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return "file://" + path
}

// TestPRInBrowser looks at the comments on a pull request as people see them. With RIGHTSREVIEW_SCREENSHOTS the picture is kept.
func TestPRInBrowser(t *testing.T) {
	browser := findBrowser(t)
	f := newForge(t, inlineConfig, prDraft, prChanged)
	pr(t, 0, "example/drafts#1")
	comments := [][2]string{{"The summary", f.summary(t)}}
	for _, c := range f.pull.ReviewComments() {
		comments = append(comments, [2]string{fmt.Sprintf("Beside line %d (%s)", c.Line, strings.ToLower(c.Side)), c.Body})
	}
	ctx := openPage(t, browser, commentPage(t, comments...), ".comment", 920, 1480)
	if n := ask[int](t, ctx, `document.querySelectorAll("td a[href*='#discussion_r']").length`); n != 3 {
		t.Errorf("the table leads to %d comments, want 3", n)
	}
	if n := ask[int](t, ctx, `[...document.querySelectorAll("details")].filter((d) => d.open).length`); n != 0 {
		t.Errorf("%d boxes are open", n)
	}
	if text := ask[string](t, ctx, "document.body.innerText"); strings.Contains(text, "rightsreview:v1") || strings.Contains(text, "confidence") {
		t.Errorf("marks or cues are to be seen before anybody opened a box:\n%s", text)
	}
	if text := ask[string](t, ctx, `document.querySelectorAll(".comment")[1].textContent`); !strings.Contains(text, "/rightsreview dismiss ") {
		t.Errorf("a comment does not say how to dismiss it: %s", text)
	}
	if over := ask[int](t, ctx, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("the page is %d pixels wider than the window", over)
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("RIGHTSREVIEW_SCREENSHOTS"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, "pull-request.png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
