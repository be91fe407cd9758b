//! Bodies as hostile networks and senders make them.

use super::*;
use proptest::prelude::*;

fn body(payloads: &[&[u8]]) -> Vec<u8> {
    let mut writer = BodyWriter::new(1);
    payloads.iter().enumerate().for_each(|(i, p)| writer.push(i as u8 + 1, p).expect("fits"));
    writer.finish()
}

/// A frame as an attacker writes it: any header over any payload, hashed as it should be.
fn forged(raw: u32, packed: u32, dictionary: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&[FRAME_VERSION, 1 | LAST, dictionary]);
    out.extend_from_slice(&raw.to_le_bytes());
    out.extend_from_slice(&packed.to_le_bytes());
    out.extend_from_slice(payload);
    let hash = frame_hash(&[0; HASH_LEN], &out);
    out.extend_from_slice(&hash);
    out
}

#[test]
fn a_small_message_costs_29_bytes_more() {
    assert_eq!(body(&[b"{\"d\":3}"]).len(), 7 + HEADER_LEN + HASH_LEN);
    assert_eq!(HEADER_LEN + HASH_LEN, 29);
}

#[test]
fn whole_frames_before_a_cut_count() {
    let long = b"kunjungan ".repeat(500);
    let whole = body(&[b"satu", &long, b"tiga"]);
    assert_eq!(read_body(&whole).frames.len(), 3);
    assert_eq!(read_body(&whole).end, None);
    for cut in 0..whole.len() {
        let read = read_body(&whole[..cut]);
        assert!(read.end.is_some(), "{cut}");
        assert!(read.frames.len() < 3);
        let first = HEADER_LEN + 4 + HASH_LEN;
        assert_eq!(read.frames.is_empty(), cut < first, "{cut}");
        assert!(read.frames.iter().zip([&b"satu"[..], &long]).all(|(frame, sent)| frame.payload == sent));
    }
}

#[test]
fn one_flipped_bit_anywhere_is_noticed() {
    let whole = body(&[b"satu", &b"kunjungan ".repeat(30), b"tiga"]);
    let honest = read_body(&whole).frames;
    for place in 0..whole.len() * 8 {
        let mut bent = whole.clone();
        bent[place / 8] ^= 1 << (place % 8);
        let read = read_body(&bent);
        assert!(read.end.is_some(), "bit {place}");
        assert!(honest.starts_with(&read.frames), "bit {place}: something false was believed");
    }
}

#[test]
fn frames_cannot_be_left_out_swapped_or_borrowed() {
    let frame = |kind, text: &[u8]| {
        let mut writer = BodyWriter::new(1);
        writer.push(kind, text).expect("fits");
        writer.out
    };
    let (one, two) = (frame(1, b"satu"), frame(2, b"dua"));
    let read = read_body(&[one.clone(), two].concat());
    assert_eq!((read.frames.len(), read.end), (1, Some(FrameError::Damaged(1))));
    let whole = body(&[b"satu", b"dua", b"tiga"]);
    let without_second = [&whole[..one.len()], &whole[one.len() + 32..]].concat();
    assert_eq!(read_body(&without_second).frames.len(), 1);
}

#[test]
fn foreign_and_impossible_bodies_have_names() {
    let whole = body(&[b"satu"]);
    let edit = |place: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes[place] = value;
        read_body(&bytes).end
    };
    for html in [&b"<!DOCTYPE html>"[..], b"<", b"HTTP/1.1 200", &[0; 64], &[MAGIC[0], 0]] {
        assert_eq!(read_body(html).end, Some(FrameError::NotOurs), "{html:?}");
    }
    assert_eq!(read_body(b"").end, Some(FrameError::Truncated));
    assert_eq!(edit(2, 9), Some(FrameError::Version(9)));
    assert_eq!(read_body(&[&whole[..], b"x"].concat()).end, Some(FrameError::Trailing));
    assert_eq!(read_body(&vec![MAGIC[0]; MAX_BODY + 1]).end, Some(FrameError::TooLarge("body size")));
    assert_eq!(read_body(&forged(4, 4, 77, b"satu")).end, Some(FrameError::Dictionary(77)));
}

#[test]
fn bombs_and_lies_about_length_are_refused_before_they_cost() {
    let bomb = zstd::bulk::compress(&vec![0; 64 * 1024 * 1024], 19).expect("packs");
    assert!(bomb.len() < 20_000);
    let size = Some(FrameError::TooLarge("frame size"));
    for (raw, packed, expected) in [
        (64 << 20, bomb.len() as u32, size.clone()),
        (u32::MAX, bomb.len() as u32, size.clone()),
        (MAX_RAW as u32, bomb.len() as u32, Some(FrameError::Unpack(0))),
        (bomb.len() as u32 + 1, bomb.len() as u32, Some(FrameError::Unpack(0))),
        (MAX_RAW as u32, u32::MAX, size),
        (MAX_RAW as u32, bomb.len() as u32 + 40, Some(FrameError::Truncated)),
    ] {
        let read = read_body(&forged(raw, packed, 0, &bomb));
        assert_eq!(read.end, expected, "raw {raw} packed {packed}");
        assert!(read.frames.is_empty());
    }
}

#[test]
fn many_frames_that_unpack_to_much_are_stopped() {
    let mut writer = BodyWriter::new(1);
    let mega = vec![7; MAX_RAW];
    let pushed = (0..100).take_while(|_| writer.push(1, &mega).is_ok()).count();
    assert_eq!(pushed, MAX_BODY_RAW / MAX_RAW);
    assert_eq!(read_body(&writer.finish()).end, None);
    let mut writer = BodyWriter::new(1);
    let pushed = (0..1000).take_while(|_| writer.push(1, b"x").is_ok()).count();
    assert_eq!(pushed, MAX_FRAMES);
    assert_eq!(BodyWriter::new(1).push(1, &vec![0; MAX_RAW + 1]), Err(FrameError::TooLarge("frame size")));
}

#[test]
fn a_reader_without_our_dictionary_gets_none() {
    let payload = br#"{"k":"reg","r":"orang","f":{"nama":"Siti"}}"#.repeat(3);
    let dictionary_of = |reader| {
        let mut writer = BodyWriter::new(reader);
        writer.push(1, &payload).expect("fits");
        writer.finish()[4]
    };
    assert_eq!((dictionary_of(0), dictionary_of(1), dictionary_of(200)), (0, DICTIONARY, DICTIONARY));
}

proptest! {
    #[test]
    fn any_payloads_come_back(payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..6)) {
        let parts: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
        let read = read_body(&body(&parts));
        prop_assert_eq!(read.end, None);
        prop_assert!(read.frames.iter().map(|f| &f.payload).eq(&payloads));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read_body(&bytes).end.is_some());
        let mut ours = MAGIC.to_vec();
        ours.push(FRAME_VERSION);
        ours.extend_from_slice(&bytes);
        prop_assert!(read_body(&ours).end.is_some());
    }
}
