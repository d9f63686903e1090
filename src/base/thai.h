/* thai.h - what Thai needs beyond UTF-8: digits, money in words, order, search. */
#ifndef PBIS_BASE_THAI_H
#define PBIS_BASE_THAI_H

#include <stdint.h>

#include "base/money.h"
#include "base/str.h"

struct arena;

struct str thai_digits(struct arena *a, struct str s);  /* 0-9 -> ๐-๙ */
struct str arabic_digits(struct arena *a, struct str s);

/* Money in words as legal documents print it: 10,991,500 ->
 * สิบล้านเก้าแสนเก้าหมื่นหนึ่งพันห้าร้อยบาทถ้วน; 21.25 -> ยี่สิบเอ็ดบาทยี่สิบห้าสตางค์;
 * 0 -> ศูนย์บาทถ้วน; 101 -> หนึ่งร้อยเอ็ดบาทถ้วน; millions of millions repeat ล้าน. */
struct str thai_baht_text(struct arena *a, struct money m);

/* Bytes whose order is the order of the Royal Institute dictionary (leading vowels after their
 * consonant, tone marks last), so that ORDER BY name_sort is right on both stores. Printable:
 * lower-case hexadecimal, at most 400 bytes. Latin sorts before Thai, case folded. */
struct str thai_sort_key(struct arena *a, struct str s);

/* Search grams: runs of three code points of the text without tone marks, lower case, without
 * spaces and punctuation; Thai digits as Arabic ones. Each gram once, in order of first
 * appearance; shorter texts give one shorter gram. *ret_n grams are returned. */
struct str *thai_grams(struct arena *a, struct str s, size_t *ret_n);
/* The same folding without cutting: equal keys = equal for search. */
struct str thai_fold(struct arena *a, struct str s);

/* Edit distance in code points after folding, up to `limit` (limit + 1 when farther). */
unsigned thai_distance(struct arena *a, struct str x, struct str y, unsigned limit);

#endif
