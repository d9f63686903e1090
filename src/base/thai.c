#include "base/thai.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/exact.h"

enum {
    CP_KO_KAI = 0x0E01,
    CP_HO_NOKHUK = 0x0E2E,
    CP_PAIYANNOI = 0x0E2F,
    CP_SARA_AA = 0x0E32,
    CP_SARA_AM = 0x0E33,
    CP_SARA_E = 0x0E40,
    CP_SARA_AE = 0x0E41,
    CP_SARA_AI = 0x0E44,
    CP_LAKKHANGYAO = 0x0E45,
    CP_MAIYAMOK = 0x0E46,
    CP_MAITAIKHU = 0x0E47,
    CP_THANTHAKHAT = 0x0E4C,
    CP_NIKHAHIT = 0x0E4D,
    CP_YAMAKKAN = 0x0E4E,
    CP_ZERO = 0x0E50,
    CP_NINE = 0x0E59,
    KEY_BYTES = 200, /* before hexadecimal */
    PRIMARY_BYTES = 140,
};

static bool is_consonant(uint32_t cp)
{
    return cp >= CP_KO_KAI && cp <= CP_HO_NOKHUK;
}

/* เ แ โ ใ ไ stand before the consonant that they are read after. */
static bool is_leading_vowel(uint32_t cp)
{
    return cp >= CP_SARA_E && cp <= CP_SARA_AI;
}

/* Tone marks and the other signs above that do not make another word for sorting and searching:
 * mai taikhu, the four tones, thanthakhat, nikhahit, yamakkan. */
static bool is_mark(uint32_t cp)
{
    return cp >= CP_MAITAIKHU && cp <= CP_YAMAKKAN;
}

struct str thai_digits(struct arena *a, struct str s)
{
    struct sbuf b;
    char out[4];

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c >= '0' && c <= '9') {
            sbuf_add(&b, (struct str){out, str_put_cp(out, CP_ZERO + (uint32_t)(c - '0'))});
        } else {
            sbuf_byte(&b, c);
        }
    }
    return sbuf_str(&b);
}

struct str arabic_digits(struct arena *a, struct str s)
{
    struct sbuf b;
    size_t i = 0;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    while (i < s.n) {
        size_t from = i;
        uint32_t cp = str_next_cp(s, &i);

        if (cp >= CP_ZERO && cp <= CP_NINE) {
            sbuf_byte(&b, (char)('0' + (cp - CP_ZERO)));
        } else {
            sbuf_add(&b, str_slice(s, from, i));
        }
    }
    return sbuf_str(&b);
}

static const char *const digit_word[10] = {"",   "หนึ่ง", "สอง", "สาม", "สี่",
                                           "ห้า", "หก",  "เจ็ด", "แปด", "เก้า"};
static const char *const place_word[6] = {"", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน"};

/* Words of 1..999,999; `above`: something stands to the left, so a final one is read เอ็ด. */
static void put_group(struct sbuf *b, unsigned v, bool above)
{
    static const unsigned power[6] = {1, 10, 100, 1000, 10000, 100000};

    for (int place = 5; place >= 0; place--) {
        unsigned digit = v / power[place] % 10;
        bool higher = above || v >= power[place] * 10;

        if (digit == 0) {
            continue;
        }
        if (place == 1 && digit == 2) {
            SB_LIT(b, "ยี่");
        } else if (place == 0 && digit == 1 && higher) {
            SB_LIT(b, "เอ็ด");
        } else if (place != 1 || digit != 1) {
            sbuf_add(b, str_from(digit_word[digit]));
        }
        sbuf_add(b, str_from(place_word[place]));
    }
}

static void put_words(struct sbuf *b, uint64_t v)
{
    unsigned group[4]; /* of six digits; 2^63 satang has less than three */
    size_t n = 0;

    do {
        group[n++] = (unsigned)(v % 1000000);
        v /= 1000000;
    } while (v);
    for (size_t i = n; i > 0; i--) {
        put_group(b, group[i - 1], i < n);
        if (i > 1) {
            SB_LIT(b, "ล้าน");
        }
    }
}

struct str thai_baht_text(struct arena *a, struct money m)
{
    uint64_t satang = exact_magnitude(m.satang);
    uint64_t baht = satang / 100;
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    satang %= 100;
    if (m.satang < 0) {
        SB_LIT(&b, "ลบ");
    }
    if (baht > 0) {
        put_words(&b, baht);
        SB_LIT(&b, "บาท");
    } else if (satang == 0) {
        SB_LIT(&b, "ศูนย์บาท");
    }
    if (satang > 0) {
        put_words(&b, satang);
        SB_LIT(&b, "สตางค์");
    } else {
        SB_LIT(&b, "ถ้วน");
    }
    return sbuf_str(&b);
}

/* First-level weight of a letter or digit in one byte, 0 for signs that do not count: digits,
 * Latin, Thai in the order of the alphabet. 0xFE leads other code points, in their own order. */
static unsigned char weight_of(uint32_t cp)
{
    if (cp >= '0' && cp <= '9') {
        return (unsigned char)(0x10 + (cp - '0'));
    }
    if (cp >= CP_ZERO && cp <= CP_NINE) {
        return (unsigned char)(0x10 + (cp - CP_ZERO));
    }
    if (cp >= 'A' && cp <= 'Z') {
        return (unsigned char)(0x20 + (cp - 'A'));
    }
    if (cp >= 'a' && cp <= 'z') {
        return (unsigned char)(0x20 + (cp - 'a'));
    }
    if (cp >= CP_KO_KAI && cp <= CP_MAIYAMOK && cp != CP_PAIYANNOI && cp != CP_MAIYAMOK &&
        !(cp > 0x0E3A && cp < CP_SARA_E)) {
        return (unsigned char)(0x40 + (cp - CP_KO_KAI));
    }
    return cp < 0x80 || (cp >= 0x80 && cp < 0xC0) || (cp >= 0x2000 && cp < 0x2070) ||
                   (cp >= 0x0E00 && cp < 0x0E80)
               ? 0
               : 0xFE;
}

/* The two levels of a sort key while it is made. */
struct key {
    unsigned char first[PRIMARY_BYTES], second[KEY_BYTES];
    size_t n, m;
    size_t marked; /* length of `second` up to its last mark */
};

static void key_add(struct key *k, uint32_t cp)
{
    unsigned char w = weight_of(cp);
    unsigned char raw[4] = {w, (unsigned char)(cp >> 16), (unsigned char)(cp >> 8 & 0xFF),
                            (unsigned char)(cp & 0xFF)};
    size_t n = w == 0xFE ? 4 : 1;

    if (is_mark(cp)) {
        if (k->m < sizeof k->second) {
            k->second[k->m++] = (unsigned char)(0x10 + (cp - CP_MAITAIKHU));
            k->marked = k->m;
        }
        return;
    }
    if (w == 0 || sizeof k->first - k->n < n) {
        return;
    }
    memcpy(k->first + k->n, raw, n);
    k->n += n;
    if (k->m < sizeof k->second) {
        k->second[k->m++] = 0x08; /* a letter without a mark comes before one with */
    }
}

struct str thai_sort_key(struct arena *a, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char raw[KEY_BYTES];
    struct key k = {.n = 0};
    size_t n, i = 0;
    char *text;

    while (i < s.n) {
        uint32_t cp = str_next_cp(s, &i);
        size_t next = i;
        uint32_t after = i < s.n ? str_next_cp(s, &next) : 0;

        if (is_leading_vowel(cp) && is_consonant(after)) {
            key_add(&k, after);
            key_add(&k, cp);
            i = next;
        } else {
            key_add(&k, cp);
        }
    }
    n = k.n;
    memcpy(raw, k.first, n);
    if (k.marked > 0) {
        raw[n++] = 0x01;
        for (i = 0; i < k.marked && n < sizeof raw; i++) {
            raw[n++] = k.second[i];
        }
    }
    text = arena_alloc(a, n * 2);
    for (i = 0; i < n; i++) {
        text[i * 2] = hex[raw[i] >> 4];
        text[i * 2 + 1] = hex[raw[i] & 15];
    }
    return (struct str){text, n * 2};
}

/* Does the code point count in a search? Spaces and punctuation do not. */
static bool is_searched(uint32_t cp)
{
    return weight_of(cp) != 0;
}

/* The folded code points of s; at most one a byte. */
static uint32_t *fold_cps(struct arena *a, struct str s, size_t *ret_n)
{
    uint32_t *out = ARENA_ARRAY(a, uint32_t, s.n + 1);
    size_t n = 0, i = 0;
    bool nikhahit = false; /* the last code point read was one */

    while (i < s.n) {
        uint32_t cp = str_next_cp(s, &i);
        bool joins = nikhahit && cp == CP_SARA_AA;

        nikhahit = cp == CP_NIKHAHIT;
        if (joins) {
            cp = CP_SARA_AM;
        } else if (cp >= CP_ZERO && cp <= CP_NINE) {
            cp = '0' + (cp - CP_ZERO);
        } else if (cp >= 'A' && cp <= 'Z') {
            cp += 'a' - 'A';
        } else if (cp == CP_LAKKHANGYAO) {
            cp = CP_SARA_AA;
        }
        if (is_mark(cp) || !is_searched(cp)) {
            continue;
        }
        if (cp == CP_SARA_E && n > 0 && out[n - 1] == CP_SARA_E) {
            out[n - 1] = CP_SARA_AE; /* two เ are typed for แ */
        } else {
            out[n++] = cp;
        }
    }
    *ret_n = n;
    return out;
}

static struct str text_of(struct arena *a, const uint32_t *cp, size_t n)
{
    char *p = arena_alloc(a, n * 4);
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        used += str_put_cp(p + used, cp[i]);
    }
    return (struct str){p, used};
}

struct str thai_fold(struct arena *a, struct str s)
{
    size_t n;
    const uint32_t *cp = fold_cps(a, s, &n);

    return text_of(a, cp, n);
}

struct str *thai_grams(struct arena *a, struct str s, size_t *ret_n)
{
    size_t n, count = 0, size, total;
    const uint32_t *cp = fold_cps(a, s, &n);
    struct str *gram;

    if (n == 0) {
        *ret_n = 0;
        return ARENA_ARRAY(a, struct str, 1);
    }
    size = n < 3 ? n : 3;
    total = n - size + 1;
    gram = ARENA_ARRAY(a, struct str, total);
    for (size_t i = 0; i < total; i++) {
        struct str g = text_of(a, cp + i, size);
        size_t k = 0;

        while (k < count && !str_eq(gram[k], g)) {
            k++;
        }
        if (k == count) {
            gram[count++] = g;
        }
    }
    *ret_n = count;
    return gram;
}

static unsigned least(unsigned x, unsigned y, unsigned z)
{
    unsigned m = x < y ? x : y;

    return m < z ? m : z;
}

/* Levenshtein, one row at a time; stops when a whole row is past the limit. */
static unsigned distance(struct arena *a, const uint32_t *x, size_t nx, const uint32_t *y,
                         size_t ny, unsigned limit)
{
    unsigned *row = ARENA_ARRAY(a, unsigned, ny + 1);

    for (size_t j = 0; j <= ny; j++) {
        row[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= nx; i++) {
        unsigned corner = row[0], best;

        row[0] = (unsigned)i;
        best = row[0];
        for (size_t j = 1; j <= ny; j++) {
            unsigned same = corner + (x[i - 1] == y[j - 1] ? 0 : 1);

            corner = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, same);
            best = row[j] < best ? row[j] : best;
        }
        if (best > limit) {
            return limit + 1;
        }
    }
    return row[ny] > limit ? limit + 1 : row[ny];
}

unsigned thai_distance(struct arena *a, struct str x, struct str y, unsigned limit)
{
    struct arena_mark m = arena_mark(a);
    size_t nx, ny;
    const uint32_t *cx = fold_cps(a, x, &nx);
    const uint32_t *cy = fold_cps(a, y, &ny);
    unsigned far = limit + 1;

    if ((nx > ny ? nx - ny : ny - nx) <= limit) {
        far = distance(a, cx, nx, cy, ny, limit);
    }
    arena_rewind(a, m);
    return far;
}
