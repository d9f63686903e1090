#include "document/docx.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "document/docx_int.h"

enum { EMU_PER_TWIP = 635, CELL_PAD = 60 };

struct docx {
    struct arena *a;
    const char *path;
    char *tmp;
    const struct docx_info *info;
    struct sbuf body;
    struct str png;
    struct docx_column column[DOCX_COLUMNS];
    size_t columns;
    bool new_page; /* the next paragraph begins one */
    bool waiting;  /* a row that may have to stay with the next */
    struct str cell[DOCX_COLUMNS];
    struct docx_cell_style style;
};

static const char *const style_id[DOCX_STYLES] = {
    [DOCX_BODY] = "Body",          [DOCX_PLAIN] = "Normal",       [DOCX_TITLE] = "Title",
    [DOCX_HEADING_1] = "Heading1", [DOCX_HEADING_2] = "Heading2", [DOCX_HEADING_3] = "Heading3",
    [DOCX_HEADING_4] = "Heading4", [DOCX_NOTE] = "Note",
};
static const char *const align_word[] = {"left", "center", "right"};

bool docx_open(struct arena *a, const char *path, const struct docx_info *info, struct docx **ret,
               struct err *e)
{
    struct docx *d = ARENA_NEW(a, struct docx);

    d->a = a;
    d->path = path;
    d->info = info;
    sbuf_init(&d->body, a, DOCX_MAX);
    if (!file_stage(a, path, &d->tmp, e))
        return false;
    SB_LIT(&d->body,
           "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
           "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
           "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
           "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
           "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
           "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>");
    *ret = d;
    return true;
}

/* One run; a line end breaks the line. */
static void put_run(struct sbuf *b, struct str text, bool bold, enum docx_mark mark)
{
    struct str line;
    bool first = true;

    SB_LIT(b, "<w:r>");
    if (bold || mark)
        sbuf_printf(b, "<w:rPr>%s%s</w:rPr>", bold ? "<w:b/><w:bCs/>" : "",
                    mark == DOCX_STRUCK  ? "<w:strike/><w:color w:val=\"A31F1A\"/>"
                    : mark == DOCX_ADDED ? "<w:color w:val=\"0B5D3B\"/><w:u w:val=\"single\"/>"
                                         : "");
    while (str_split(&text, '\n', &line)) {
        if (!first)
            SB_LIT(b, "<w:br/>");
        first = false;
        SB_LIT(b, "<w:t xml:space=\"preserve\">");
        xml_text(b, line);
        SB_LIT(b, "</w:t>");
    }
    SB_LIT(b, "</w:r>");
}

static const char *page_start(struct docx *d)
{
    bool start = d->new_page;

    d->new_page = false;
    return start ? "<w:pageBreakBefore/>" : "";
}

void docx_paragraph(struct docx *d, enum docx_style style, enum docx_align align, int indent,
                    struct str text)
{
    struct sbuf *b = &d->body;

    sbuf_printf(b, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s", style_id[style], page_start(d));
    if (indent > 0)
        sbuf_printf(b, "<w:ind w:left=\"%d\" w:firstLine=\"0\"/>", indent);
    if (align != DOCX_LEFT)
        sbuf_printf(b, "<w:jc w:val=\"%s\"/>", align_word[align]);
    SB_LIT(b, "</w:pPr>");
    if (text.n)
        put_run(b, text, false, DOCX_AS_IS);
    SB_LIT(b, "</w:p>");
}

void docx_pair(struct docx *d, struct str label, int label_width, struct str text)
{
    struct sbuf *b = &d->body;

    sbuf_printf(b,
                "<w:p><w:pPr><w:pStyle w:val=\"Normal\"/>%s<w:tabs><w:tab w:val=\"left\" "
                "w:pos=\"%d\"/></w:tabs><w:ind w:left=\"%d\" w:hanging=\"%d\"/></w:pPr>",
                page_start(d), label_width, label_width, label_width);
    put_run(b, label, true, DOCX_AS_IS);
    SB_LIT(b, "<w:r><w:tab/></w:r>");
    put_run(b, text, false, DOCX_AS_IS);
    SB_LIT(b, "</w:p>");
}

void docx_gap(struct docx *d, int twips)
{
    sbuf_printf(&d->body,
                "<w:p><w:pPr>%s<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"%d\" "
                "w:lineRule=\"exact\"/></w:pPr></w:p>",
                page_start(d), twips);
}

void docx_page_break(struct docx *d)
{
    d->new_page = true;
}

void docx_picture(struct docx *d, struct str png, int side, struct str words)
{
    struct sbuf *b = &d->body;
    int emu = side * EMU_PER_TWIP;

    d->png = png;
    sbuf_printf(
        b,
        "<w:p><w:pPr><w:keepNext/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/></w:pPr><w:r>"
        "<w:drawing><wp:inline "
        "distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"%d\" cy=\"%d\"/>"
        "<wp:docPr id=\"1\" name=\"QR\" descr=\"",
        emu, emu);
    xml_text(b, words);
    sbuf_printf(
        b,
        "\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/"
        "2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"1\" name=\"qr.png\"/>"
        "<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdPicture\"/>"
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" "
        "y=\"0\"/><a:ext cx=\"%d\" cy=\"%d\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>"
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r></w:p>",
        emu, emu);
}

/* ---- tables ---- */

/* keep: on the page of the row after it. */
static void put_cell(struct docx *d, size_t i, struct str text, const struct docx_cell_style *s,
                     bool head, bool keep)
{
    struct sbuf *b = &d->body;
    bool wide = s->wide && i == s->at && !head;
    int width = d->column[i].width;

    for (size_t k = i + 1; wide && k < d->columns; k++)
        width += d->column[k].width;
    sbuf_printf(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
    if (wide)
        sbuf_printf(b, "<w:gridSpan w:val=\"%d\"/>", (int)(d->columns - i));
    if (s->rule)
        SB_LIT(b,
               "<w:tcBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"171A1A\"/>"
               "<w:bottom w:val=\"double\" w:sz=\"4\" w:space=\"0\" w:color=\"171A1A\"/>"
               "</w:tcBorders>");
    if (s->shade || head)
        SB_LIT(b, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F1F3F2\"/>");
    if (d->column[i].align != DOCX_LEFT && !head)
        SB_LIT(b, "<w:noWrap/>");
    SB_LIT(b, "</w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/>");
    if (keep)
        SB_LIT(b, "<w:keepNext/>");
    if (s->indent > 0 && i == s->at && !head)
        sbuf_printf(b, "<w:ind w:left=\"%d\"/>", s->indent);
    if (d->column[i].align != DOCX_LEFT)
        sbuf_printf(b, "<w:jc w:val=\"%s\"/>", align_word[d->column[i].align]);
    SB_LIT(b, "</w:pPr>");
    if (text.n)
        put_run(b, text, head || s->bold, head ? DOCX_AS_IS : (enum docx_mark)s->mark[i]);
    SB_LIT(b, "</w:p></w:tc>");
}

void docx_table(struct docx *d, const struct docx_column *columns, size_t n)
{
    static const struct docx_cell_style plain = {0};
    struct sbuf *b = &d->body;
    int width = 0;

    if (n > DOCX_COLUMNS)
        PANIC("a table of a paper has too many columns");
    for (size_t i = 0; i < n; i++) {
        d->column[i] = columns[i];
        width += columns[i].width;
    }
    d->columns = n;
    sbuf_printf(b,
                "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/><w:tblW w:w=\"%d\" "
                "w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
                width);
    for (size_t i = 0; i < n; i++)
        sbuf_printf(b, "<w:gridCol w:w=\"%d\"/>", columns[i].width);
    SB_LIT(b, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (size_t i = 0; i < n; i++)
        put_cell(d, i, columns[i].label, &plain, true, true);
    SB_LIT(b, "</w:tr>");
}

/* A total stays with the row before it, a heading with the row after it. */
static void put_waiting(struct docx *d, bool total_follows)
{
    bool heading = d->style.bold && !d->style.rule;

    if (!d->waiting)
        return;
    SB_LIT(&d->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (size_t i = 0; i < d->columns; i++) {
        put_cell(d, i, d->cell[i], &d->style, false, heading || total_follows);
        if (d->style.wide && i == d->style.at)
            break;
    }
    SB_LIT(&d->body, "</w:tr>");
    d->waiting = false;
}

void docx_row(struct docx *d, const struct str *cell, const struct docx_cell_style *style)
{
    put_waiting(d, style->rule);
    d->waiting = true;
    d->style = *style;
    for (size_t i = 0; i < d->columns; i++)
        d->cell[i] = str_dup(d->a, cell[i]);
}

void docx_table_end(struct docx *d)
{
    put_waiting(d, false);
    SB_LIT(&d->body, "</w:tbl>"); /* two tables without a paragraph between them would be one */
    docx_gap(d, 160);
}

/* ---- the file ---- */

bool docx_close(struct docx *d, struct err *e)
{
    struct docx_part part[DOCX_PARTS];
    size_t n = docx_fixed_parts(d->a, d->info, d->png.n > 0, part);

    SB_LIT(&d->body,
           "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdHead\"/><w:footerReference "
           "w:type=\"default\" r:id=\"rIdFoot\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar "
           "w:top=\"1520\" w:right=\"920\" w:bottom=\"1200\" w:left=\"1200\" w:header=\"700\" "
           "w:footer=\"560\" w:gutter=\"0\"/></w:sectPr>"
           "</w:body></w:document>");
    if (d->body.overflow) {
        FAIL(e, ERR_FILE_TOO_LARGE);
        err_arg(e, "limit", V((int64_t)DOCX_MAX));
        return false;
    }
    part[n++] = (struct docx_part){"word/document.xml", sbuf_str(&d->body)};
    if (d->png.n)
        part[n++] = (struct docx_part){"word/media/qr.png", d->png};
    return docx_zip(d->tmp, d->info->issued, part, n, e) && file_commit(d->tmp, d->path, e);
}
