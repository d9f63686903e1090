/* docx_parts.c - the parts of a word-processor file around its document, and the container. */
#include <zip.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/docx_int.h"

#define XML_HEAD  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define W_SPACE   "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define RELATED   "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PACKAGED  "http://schemas.openxmlformats.org/package/2006/"
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

void xml_text(struct sbuf *b, struct str s)
{
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        uint32_t cp = str_next_cp(s, &i);

        if (cp == '&')
            SB_LIT(b, "&amp;");
        else if (cp == '<')
            SB_LIT(b, "&lt;");
        else if (cp == '>')
            SB_LIT(b, "&gt;");
        else if (cp == '"')
            SB_LIT(b, "&quot;");
        else if ((cp >= 0x20 && cp < 0xFFFE) || cp >= 0x10000 || cp == '\t')
            sbuf_add(b, str_slice(s, from, i));
    }
}

static struct str element(struct arena *a, const char *before, struct str text, const char *after)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    sbuf_add(&b, str_from(before));
    xml_text(&b, text);
    sbuf_add(&b, str_from(after));
    return sbuf_str(&b);
}

/* A default for pictures does no harm where there is none. */
static const struct str types_part = STR_INIT(
    XML_HEAD "<Types xmlns=\"" PACKAGED "content-types\">"
             "<Default Extension=\"rels\" "
             "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
             "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
             "<Default Extension=\"png\" ContentType=\"image/png\"/>"
             "<Override PartName=\"/word/document.xml\" "
             "ContentType=\"" WORD_TYPE "document.main+xml\"/>"
             "<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD_TYPE "styles+xml\"/>"
             "<Override PartName=\"/word/settings.xml\" ContentType=\"" WORD_TYPE "settings+xml\"/>"
             "<Override PartName=\"/word/header1.xml\" ContentType=\"" WORD_TYPE "header+xml\"/>"
             "<Override PartName=\"/word/footer1.xml\" ContentType=\"" WORD_TYPE "footer+xml\"/>"
             "<Override PartName=\"/docProps/core.xml\" "
             "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
             "</Types>");

static const struct str root_related =
    STR_INIT(XML_HEAD "<Relationships xmlns=\"" PACKAGED "relationships\">"
                      "<Relationship Id=\"rId1\" Type=\"" RELATED
                      "officeDocument\" Target=\"word/document.xml\"/>"
                      "<Relationship Id=\"rId2\" Type=\"" PACKAGED
                      "relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
                      "</Relationships>");

static struct str document_related(struct arena *a, bool picture)
{
    return str_format(
        a,
        XML_HEAD "<Relationships xmlns=\"" PACKAGED "relationships\">"
                 "<Relationship Id=\"rIdStyles\" Type=\"" RELATED "styles\" Target=\"styles.xml\"/>"
                 "<Relationship Id=\"rIdSettings\" Type=\"" RELATED
                 "settings\" Target=\"settings.xml\"/>"
                 "<Relationship Id=\"rIdHead\" Type=\"" RELATED "header\" Target=\"header1.xml\"/>"
                 "<Relationship Id=\"rIdFoot\" Type=\"" RELATED
                 "footer\" Target=\"footer1.xml\"/>%s</Relationships>",
        picture ? "<Relationship Id=\"rIdPicture\" Type=\"" RELATED
                  "image\" Target=\"media/qr.png\"/>"
                : "");
}

static const struct str settings_part = STR_INIT(
    XML_HEAD "<w:settings " W_SPACE "><w:zoom w:percent=\"100\"/>"
             "<w:defaultTabStop w:val=\"720\"/><w:characterSpacingControl w:val=\"doNotCompress\"/>"
             "<w:compat><w:applyBreakingRules/><w:compatSetting w:name=\"compatibilityMode\" "
             "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
             "<w:themeFontLang w:val=\"en-US\" w:bidi=\"th-TH\"/></w:settings>");

/* ---- styles ---- */

/* Half points; the cs size is what Thai takes. */
static const struct style {
    const char *id, *name, *based;
    int size, line, before, after, first_line, outline; /* outline 0 = no heading */
    bool bold, keep, center;
} styles[] = {
    {"Title", "Title", "Normal", 40, 540, 0, 120, 0, 0, true, true, true},
    {"Heading1", "heading 1", "Normal", 36, 500, 240, 80, 0, 1, true, true, false},
    {"Heading2", "heading 2", "Normal", 32, 440, 180, 60, 0, 2, true, true, false},
    {"Heading3", "heading 3", "Normal", 30, 420, 120, 40, 0, 3, true, true, false},
    {"Heading4", "heading 4", "Normal", 26, 380, 80, 0, 0, 4, true, true, false},
    {"Body", "Body Text", "Normal", 32, 440, 0, 80, 720, 0, false, false, false},
    {"Note", "Note", "Normal", 22, 330, 0, 40, 0, 0, false, false, false},
    {"Cell", "Table Cell", "Normal", 24, 340, 0, 0, 0, 0, false, false, false},
};

static void put_style(struct sbuf *b, const struct style *s)
{
    sbuf_printf(b,
                "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name w:val=\"%s\"/><w:basedOn "
                "w:val=\"%s\"/><w:qFormat/><w:pPr>",
                s->id, s->name, s->based);
    if (s->keep)
        SB_LIT(b, "<w:keepNext/><w:keepLines/>");
    sbuf_printf(b, "<w:spacing w:before=\"%d\" w:after=\"%d\" w:line=\"%d\" w:lineRule=\"exact\"/>",
                s->before, s->after, s->line);
    if (s->first_line)
        sbuf_printf(b, "<w:ind w:firstLine=\"%d\"/>", s->first_line);
    if (s->center)
        SB_LIT(b, "<w:jc w:val=\"center\"/>");
    if (s->outline)
        sbuf_printf(b, "<w:outlineLvl w:val=\"%d\"/>", s->outline - 1);
    SB_LIT(b, "</w:pPr><w:rPr>");
    if (s->bold)
        SB_LIT(b, "<w:b/><w:bCs/>");
    sbuf_printf(b, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr></w:style>", s->size,
                s->size);
}

static struct str styles_part(struct arena *a)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    SB_LIT(&b, XML_HEAD
           "<w:styles " W_SPACE "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts "
           "w:ascii=\"TH Sarabun New\" w:hAnsi=\"TH Sarabun New\" w:eastAsia=\"TH Sarabun New\" "
           "w:cs=\"TH Sarabun New\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang "
           "w:val=\"en-US\" w:eastAsia=\"en-US\" w:bidi=\"th-TH\"/></w:rPr></w:rPrDefault>"
           "<w:pPrDefault/></w:docDefaults>"
           "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
           "w:val=\"Normal\"/><w:qFormat/><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" "
           "w:line=\"440\" w:lineRule=\"exact\"/></w:pPr></w:style>");
    for (size_t i = 0; i < ARRAY_LEN(styles); i++)
        put_style(&b, &styles[i]);
    SB_LIT(
        &b,
        "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name "
        "w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/></w:tblPr></w:style>"
        "<w:style w:type=\"table\" w:styleId=\"Figures\"><w:name w:val=\"Figures\"/><w:basedOn "
        "w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>"
        "<w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"0B5D3B\"/>"
        "<w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"0B5D3B\"/>"
        "<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"BDC2BF\"/>"
        "</w:tblBorders><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"60\" "
        "w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>");
    return sbuf_str(&b);
}

/* ---- head and foot ---- */

#define SMALL "<w:rPr><w:color w:val=\"5C6661\"/><w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/></w:rPr>"

static void put_small(struct sbuf *b, struct str text)
{
    SB_LIT(b, "<w:r>" SMALL "<w:t xml:space=\"preserve\">");
    xml_text(b, text);
    SB_LIT(b, "</w:t></w:r>");
}

static void put_tabbed(struct sbuf *b, struct str left)
{
    sbuf_printf(b,
                "<w:p><w:pPr><w:pStyle w:val=\"Note\"/><w:tabs><w:tab w:val=\"right\" "
                "w:pos=\"%d\"/></w:tabs></w:pPr>",
                DOCX_TEXT_WIDTH);
    put_small(b, left);
    SB_LIT(b, "<w:r><w:tab/></w:r>");
}

static struct str head_part(struct arena *a, const struct docx_info *info)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    SB_LIT(&b, XML_HEAD "<w:hdr " W_SPACE ">");
    put_tabbed(&b, info->head_left);
    put_small(&b, info->head_right);
    SB_LIT(&b, "</w:p></w:hdr>");
    return sbuf_str(&b);
}

static void put_field(struct sbuf *b, const char *code)
{
    sbuf_printf(b,
                "<w:r>" SMALL "<w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>" SMALL
                "<w:instrText xml:space=\"preserve\"> %s </w:instrText></w:r><w:r>" SMALL
                "<w:fldChar w:fldCharType=\"separate\"/></w:r><w:r>" SMALL
                "<w:t>1</w:t></w:r><w:r>" SMALL "<w:fldChar w:fldCharType=\"end\"/></w:r>",
                code);
}

static struct str foot_part(struct arena *a, const struct docx_info *info)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    SB_LIT(&b, XML_HEAD "<w:ftr " W_SPACE ">");
    put_tabbed(&b, info->foot);
    put_small(&b, str_format(a, "%.*s ", STR_FMT(info->page_word)));
    put_field(&b, "PAGE");
    put_small(&b, str_format(a, " %.*s ", STR_FMT(info->of_word)));
    put_field(&b, "NUMPAGES");
    SB_LIT(&b, "</w:p></w:ftr>");
    return sbuf_str(&b);
}

static struct str core_part(struct arena *a, const struct docx_info *info)
{
    struct sbuf b, day;

    sbuf_init(&day, a, 40);
    date_put_iso(&day, info->issued);
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    SB_LIT(
        &b, XML_HEAD
        "<cp:coreProperties xmlns:cp=\"" PACKAGED "metadata/core-properties\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    sbuf_add(&b, element(a, "<dc:title>", info->title, "</dc:title>"));
    sbuf_add(&b, element(a, "<dc:subject>", info->subject, "</dc:subject>"));
    sbuf_add(&b, element(a, "<dc:creator>", info->author, "</dc:creator>"));
    sbuf_add(&b, element(a, "<cp:keywords>", info->keywords, "</cp:keywords>"));
    SB_LIT(&b, "<dc:language>th-TH</dc:language>");
    sbuf_printf(&b,
                "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%.*sT00:00:00+07:00</dcterms:created>"
                "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">%.*sT00:00:00+07:00"
                "</dcterms:modified></cp:coreProperties>",
                STR_FMT(sbuf_str(&day)), STR_FMT(sbuf_str(&day)));
    return sbuf_str(&b);
}

size_t docx_fixed_parts(struct arena *a, const struct docx_info *info, bool picture,
                        struct docx_part *ret)
{
    const struct docx_part part[] = {
        {"[Content_Types].xml", types_part},
        {"_rels/.rels", root_related},
        {"word/_rels/document.xml.rels", document_related(a, picture)},
        {"word/styles.xml", styles_part(a)},
        {"word/settings.xml", settings_part},
        {"word/header1.xml", head_part(a, info)},
        {"word/footer1.xml", foot_part(a, info)},
        {"docProps/core.xml", core_part(a, info)},
    };

    for (size_t i = 0; i < ARRAY_LEN(part); i++)
        ret[i] = part[i];
    return ARRAY_LEN(part);
}

/* ---- the container ---- */

static bool fail_zip(const char *path, const char *why, struct err *e)
{
    FAIL(e, ERR_FILE_WRITE);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool add_part(zip_t *z, const struct docx_part *p, zip_uint16_t day)
{
    zip_source_t *source = zip_source_buffer(z, p->text.p, p->text.n, 0);
    zip_int64_t at = source ? zip_file_add(z, p->name, source, ZIP_FL_ENC_UTF_8) : -1;

    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_dostime(z, (zip_uint64_t)at, 0, day, 0) == 0;
}

bool docx_zip(const char *path, struct date day, const struct docx_part *part, size_t n,
              struct err *e)
{
    int y = day.yyyymmdd / 10000, m = day.yyyymmdd / 100 % 100, d = day.yyyymmdd % 100, why = 0;
    zip_uint16_t dos = (zip_uint16_t)(y < 1980 ? 0x21 : ((y - 1980) << 9) | (m << 5) | d);
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_EXCL, &why);
    bool ok = z != NULL;

    if (!z)
        return fail_zip(path, "zip", e);
    for (size_t i = 0; i < n && ok; i++)
        ok = add_part(z, &part[i], dos);
    if (!ok || zip_close(z) != 0) {
        fail_zip(path, zip_strerror(z), e);
        zip_discard(z);
        return false;
    }
    return true;
}
