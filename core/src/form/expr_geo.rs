//! `area()` and `distance()` on a sphere with the radius that the other engines use, to the centimetre.

use super::value::Value;

const RADIUS: f64 = 6_378_100.0;

/// Latitude and longitude in radians.
type Point = (f64, f64);

/// Points of `lat lon [altitude [accuracy]]; …`; none when one of them is no place on Earth.
fn points(text: &str) -> Option<Vec<Point>> {
    text.split(';').map(point).collect()
}

fn point(text: &str) -> Option<Point> {
    let parts: Option<Vec<f64>> =
        text.split_ascii_whitespace().map(|p| p.parse::<f64>().ok().filter(|n| n.is_finite())).collect();
    let parts = parts?;
    let &[lat, lon, ref rest @ ..] = parts.as_slice() else { return None };
    let fine = lat.abs() <= 90.0 && lon.abs() <= 180.0 && rest.len() <= 2 && rest.get(1).is_none_or(|a| *a >= 0.0);
    fine.then(|| (lat.to_radians(), lon.to_radians()))
}

fn centimetres(n: f64) -> Value {
    Value::num((n * 100.0).round() / 100.0)
}

/// Length of the way along the points; not a number for what is no list of points.
pub(super) fn distance(text: &str) -> Value {
    let Some(points) = points(text) else { return Value::Dec(f64::NAN) };
    // Haversine: exact also for points a step apart.
    let leg = |(a, b): (&Point, &Point)| {
        let h = ((b.0 - a.0) / 2.0).sin().powi(2) + a.0.cos() * b.0.cos() * ((b.1 - a.1) / 2.0).sin().powi(2);
        2.0 * RADIUS * h.sqrt().min(1.0).asin()
    };
    centimetres(points.iter().zip(points.iter().skip(1)).map(leg).sum())
}

/// Area inside the points in square metres; 0 with fewer than three.
pub(super) fn area(text: &str) -> Value {
    let Some(points) = points(text) else { return Value::Dec(f64::NAN) };
    if points.len() < 3 {
        return Value::Int(0);
    }
    let next = points.iter().cycle().skip(1);
    let sum: f64 = points.iter().zip(next).map(|(a, b)| (b.1 - a.1) * (2.0 + a.0.sin() + b.0.sin())).sum();
    centimetres((sum * RADIUS * RADIUS / 2.0).abs())
}
