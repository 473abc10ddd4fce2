{{- $site := index hugo.Data.site .Site.Language.Lang -}}
{{- $entries := slice -}}
{{- range (site.GetPage "/collaborations").RegularPages -}}
  {{- $case := index hugo.Data.collaborations .Params.slug_of -}}
  {{- $names := slice -}}{{- range $case.partners -}}{{- $names = $names | append .name -}}{{- end -}}
  {{- $summary := "" -}}{{- with $case.summary -}}{{- $summary = or (index . $.Site.Language.Lang) .en -}}{{- end -}}
  {{- $entries = $entries | append (dict
    "slug" .Params.slug_of "title" .Title "summary" $summary
    "place" (partial "place.html" (dict "place" $case.place "language" $.Site.Language.Lang))
    "partners" (delimit $names ", ") "country" .Params.country "region" .Params.region
    "subsector" .Params.subsector "sector" .Params.sector "innovation" .Params.innovation "contact" .Params.contact
    "regional_value" .Params.regional_value "partner_value" .Params.partner_value "cci" .Params.cci "sme" .Params.sme) -}}
{{- end -}}
searchIndex({{ $entries | jsonify }});
