module github.com/rightsreview/rightsreview

go 1.25
