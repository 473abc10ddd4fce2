// The entries that have coordinates.
import { published, site } from "../store.js";

export const data = { permalink: "/data/collaborations.geojson" };

export function render() {
  const features = published
    .filter((one) => one.place?.latitude !== undefined)
    .map((one) => ({
      type: "Feature",
      id: one.slug,
      geometry: { type: "Point", coordinates: [one.place.longitude, one.place.latitude] },
      properties: { title: one.title, locality: one.place.locality, country: one.place.country },
    }));
  return JSON.stringify({ type: "FeatureCollection", licence: site.licence.url, features });
}
