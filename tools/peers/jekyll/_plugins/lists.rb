# Finds out what entries are listed by, makes every page of every list, and what no template can reckon.
require "cgi"
require "json"
require "set"

module Kltsite
  PAGE_LENGTH = 50

  def self.best(text, language)
    text.nil? ? "" : text[language] || text.values.first
  end

  def self.folded(name)
    name.unicode_normalize(:nfkd).gsub(/[^\w\s-]/, "").strip.downcase.gsub(/[\s_-]+/, "-")
  end

  # List -> values.
  def self.facets(kase)
    partners = kase["partners"] || []
    place = kase["place"] || {}
    country = place["country"]&.downcase
    started = kase.dig("period", "started")
    subsectors = partners.flat_map { |one| one["subsectors"] || [] }.uniq
    sectors = partners.flat_map { |one| one["sectors"] || [] }.uniq
    {
      "country" => [country].compact,
      "region" => place["region"] ? ["#{country}-#{folded(place['region'])}"] : [],
      "subsector" => subsectors,
      "sector" => sectors,
      "innovation" => kase["innovation"] || [],
      "contact" => kase["contact"] || [],
      "regional_value" => kase["regional_value"] || [],
      "partner_value" => kase["partner_value"] || [],
      "started" => started ? [started[0, 4]] : [],
      "meeting" => subsectors.flat_map { |one| sectors.map { |other| "#{one}__#{other}" } },
    }
  end

  def self.place(words, kase)
    place = kase["place"] || {}
    country = place["country"] && words["labels"]["country"][place["country"].downcase]
    [place["locality"], place["region"], country].compact.join(", ")
  end

  def self.emblem(data)
    '<svg class="emblem" viewBox="0 0 160 100" aria-hidden="true" focusable="false">' \
      "<use class=\"emblem-cci\" href=\"#cci--#{data['cci']}\" width=\"100\" height=\"100\"/>" \
      "<use class=\"emblem-sme\" href=\"#sme--#{data['sme']}\" x=\"60\" width=\"100\" height=\"100\"/></svg>"
  end

  def self.card(words, document)
    data = document.data
    kase = data["case"]
    sides = %w[subsector sector].map { |name| data["facets"][name].map { |key| words["labels"][name][key] }.join(" + ") }
    summary = best(kase["summary"], data["lang"])
    where = place(words, kase)
    "<li class=\"card\">\n<div class=\"card-picture\">#{emblem(data)}</div>\n<div class=\"card-text\">\n" \
      "<h3 class=\"card-title\"><a href=\"#{document.url}\">#{CGI.escapeHTML(data['title'])}</a></h3>\n" \
      "<p class=\"card-pair\">#{CGI.escapeHTML(sides.reject(&:empty?).join(' × '))}</p>\n" \
      "#{summary.empty? ? '' : "<p class=\"card-summary\">#{CGI.escapeHTML(summary)}</p>\n"}" \
      "#{where.empty? ? '' : "<p class=\"card-place\">#{CGI.escapeHTML(where)}</p>\n"}</div>\n</li>"
  end

  def self.sprite(symbols, documents)
    used = documents.flat_map { |one| ["cci--#{one.data['cci']}", "sme--#{one.data['sme']}"] }.uniq.sort
    "<svg class=\"sprite\" width=\"0\" height=\"0\" aria-hidden=\"true\">#{used.map { |form| symbols[form] }.join}</svg>"
  end

  # The pages that the generator adds.
  class Made < Jekyll::PageWithoutAFile
    def initialize(site, address, layout, data)
      super(site, site.source, File.dirname(address), File.basename(address))
      self.data = { "layout" => layout, "permalink" => "/#{address}" }.merge(data)
      self.content = ""
    end
  end

  class Lists < Jekyll::Generator
    def generate(site)
      @site = site
      @known = site.data["site"]
      @base = @known["base"]
      rows = %w[en de].to_h { |language| [language, prepared(language)] }
      rows.each { |language, documents| lists(language, documents) }
      exports(rows)
    end

    private

    def prepared(language)
      words = @known[language]
      documents = @site.collections[language].docs.sort_by { |one| one.data["title"] }
      documents.each do |one|
        found = Kltsite.facets(one.data["case"])
        one.data.merge!("facets" => found, "cci" => found["subsector"].first || "none",
                        "sme" => found["sector"].first || "none")
        one.data["emblem"] = Kltsite.emblem(one.data)
        one.data["place_line"] = Kltsite.place(words, one.data["case"])
        one.data["card"] = Kltsite.card(words, one)
        one.data["gist"] = gist(words, one.data)
      end
      documents
    end

    def lists(language, documents)
      values = @known["lists"].to_h { |name| [name, {}] }
      documents.each do |one|
        one.data["facets"].each { |name, keys| keys.each { |key| (values[name][key] ||= []) << one } }
      end
      around(language, documents, values)
      groups = grouped(language, values)
      paged(language, "", "", documents, groups)
      values.each { |name, keys| keys.each { |key, found| paged(language, name, key, found, nil) } }
      first = documents.first(6)
      add("#{language}/index.html", "home", "lang" => language, "title" => @known[language]["name"],
          "cards" => first.map { |one| one.data["card"] }, "groups" => groups, "total" => documents.size,
          "sprite" => Kltsite.sprite(@known["symbols"], first), "linked" => linked(language, "index.html", "WebSite", {}, []))
    end

    # Neighbours, related entries, structured data.
    def around(language, documents, values)
      words = @known[language]
      after = values["meeting"].transform_values { |found| found.each_with_index.to_h { |one, at| [one, found[at + 1, 3]] } }
      documents.each_with_index do |one, at|
        alike = one.data["facets"]["meeting"].flat_map { |key| after[key][one] || [] }.uniq.first(3)
        one.data["related"] = alike.map { |other| other.data["card"] }
        one.data["sprite"] = Kltsite.sprite(@known["symbols"], [one, *alike])
        one.data["before"] = named(at.positive? ? documents[at - 1] : nil)
        one.data["behind"] = named(documents[at + 1])
        one.data["linked"] = structured(words, one)
      end
    end

    def named(other)
      other && { "title" => other.data["title"], "url" => other.url }
    end

    def grouped(language, values)
      values.reject { |name, _| name == "meeting" }.map do |name, keys|
        options = keys.sort.map do |key, found|
          { "url" => "/#{language}/#{name}/#{key}.html", "title" => titled(language, name, key, found), "count" => found.size }
        end
        { "title" => @known[language]["groups"][name], "options" => options }
      end
    end

    def titled(language, name, key, found)
      words = @known[language]
      case name
      when "" then words["words"]["Collaborations"]
      when "region" then found.first.data["case"]["place"]["region"]
      when "started" then words["words"]["Began in <year>"].sub("<year>", key)
      when "meeting"
        one, other = key.split("__")
        "#{words['labels']['subsector'][one]} × #{words['labels']['sector'][other]}"
      else words["labels"][name][key] || key
      end
    end

    def paged(language, name, key, found, groups)
      folder = name.empty? ? "#{language}/collaborations" : "#{language}/#{name}/#{key}"
      title = titled(language, name, key, found)
      pages = [1, (found.size.to_f / PAGE_LENGTH).ceil].max
      found.each_slice(PAGE_LENGTH).with_index(1) do |shown, page|
        items = shown.each_with_index.map do |one, at|
          { "@type" => "ListItem", "position" => (page - 1) * PAGE_LENGTH + at + 1, "url" => @base.chop + one.url }
        end
        list = { "@type" => "ItemList", "numberOfItems" => found.size, "itemListElement" => items }
        address = page == 1 ? "#{folder}.html" : "#{folder}/page/#{page}.html"
        near = (1..pages).select { |one| [1, pages].include?(one) || (one - page).abs <= 2 }
        add(address, "list", "lang" => language, "title" => title, "group" => @known[language]["groups"][name],
            "cards" => shown.map { |one| one.data["card"] }, "total" => found.size, "number" => page, "pages" => pages,
            "near" => near, "folder" => "/#{folder}", "groups" => page == 1 ? groups : nil,
            "sprite" => Kltsite.sprite(@known["symbols"], shown),
            "linked" => linked(language, address.sub("#{language}/", ""), "CollectionPage", { "name" => title, "mainEntity" => list },
                               [[title, "#{@base}#{address}"]]))
      end
    end

    def linked(language, address, kind, more, steps)
      words = @known[language]
      home = "#{@base}#{language}/index.html"
      url = "#{@base}#{language}/#{address}"
      items = [[words["words"]["Home"], home], *steps].each_with_index.map do |(name, item), at|
        { "@type" => "ListItem", "position" => at + 1, "name" => name, "item" => item }
      end
      JSON.generate({
        "@context" => "https://schema.org", "@type" => kind, "@id" => url, "url" => url, "inLanguage" => language,
        "license" => @known["licence"]["url"],
        "publisher" => { "@type" => "Organization", "name" => @known["contact"]["name"], "url" => @known["publisher"] },
        "isPartOf" => { "@type" => "WebSite", "@id" => home, "name" => words["name"] },
        "breadcrumb" => { "@type" => "BreadcrumbList", "itemListElement" => items },
      }.merge(more)).gsub("<", "\\u003c")
    end

    def structured(words, one)
      data = one.data
      kase = data["case"]
      language = data["lang"]
      steps = [[words["words"]["Collaborations"], "#{@base}#{language}/collaborations.html"]]
      project = { "@type" => "Project", "name" => data["title"], "description" => Kltsite.best(kase["summary"], language) }
      more = { "name" => data["title"], "datePublished" => kase["listed"], "lastReviewed" => kase["reviewed"] }
      more["keywords"] = %w[subsector sector].flat_map { |name| data["facets"][name].map { |key| words["labels"][name][key] } }
      if (place = kase["place"])
        code = place["country"].downcase
        address = { "@type" => "PostalAddress", "addressCountry" => place["country"], "addressLocality" => place["locality"],
                    "addressRegion" => place["region"] }.compact
        more["spatialCoverage"] = { "@type" => "Place", "@id" => "#place", "address" => address }
        if place["latitude"]
          more["spatialCoverage"]["geo"] = { "@type" => "GeoCoordinates", "latitude" => place["latitude"].to_f,
                                             "longitude" => place["longitude"].to_f }
        end
        project["location"] = { "@id" => "#place" }
        steps << [words["labels"]["country"][code], "#{@base}#{language}/country/#{code}.html"]
      end
      more["citation"] = (kase["sources"] || []).map { |source| { "@type" => "CreativeWork", "url" => source["url"] } }
      project["foundingDate"] = kase.dig("period", "started")
      project["dissolutionDate"] = kase.dig("period", "ended")
      project["member"] = (kase["partners"] || []).map do |partner|
        { "@type" => partner["role"] == "sme" ? "Organization" : "Thing", "name" => partner["name"], "url" => partner["website"] }.compact
      end
      steps << [data["title"], @base.chop + one.url]
      linked(language, one.url.sub("/#{language}/", ""), "ItemPage", more.compact.merge("mainEntity" => project.compact), steps)
    end

    def gist(words, data)
      told = words["words"]
      names = (data["case"]["partners"] || []).reject { |one| one["role"] == "other" }.map do |one|
        fields = (one["subsectors"] || []).map { |key| words["labels"]["subsector"][key] }
        fields += (one["sectors"] || []).map { |key| words["labels"]["sector"][key] }
        "#{one['name']} (#{fields.join(', ')})"
      end
      partners = names.join(", ")
      if names.size > 1
        partners = told["<names> and <last>"].sub("<names>", names[0..-2].join(", ")).sub("<last>", names.last)
      end
      started, ended = %w[started ended].map { |name| data["case"].dig("period", name) }
      pattern = if started && ended then "<partners> worked together (<start> to <end>)."
                elsif started then "<partners> have worked together since <start>."
                else "<partners> work together."
                end
      sentence = told[pattern].sub("<partners>", partners)
      sentence = sentence.sub("<start>", Filters.day_of(started, words)) if started
      sentence = sentence.sub("<end>", Filters.day_of(ended, words)) if ended
      data["place_line"].empty? ? sentence : "#{data['place_line']}: #{sentence}"
    end

    def exports(rows)
      rows.each do |language, documents|
        news = documents.sort_by { |one| one.data["case"]["reviewed"] || one.data["case"]["listed"] || "" }.reverse.first(50)
        entries = news.map do |one|
          changed = one.data["case"]["reviewed"] || one.data["case"]["listed"]
          { "title" => one.data["title"], "url" => @base.chop + one.url, "changed" => changed,
            "summary" => Kltsite.best(one.data["case"]["summary"], language) }
        end
        add("#{language}/feed.xml", "feed", "lang" => language, "entries" => entries)
        index = documents.map do |one|
          { "slug" => one.data["entry"], "title" => one.data["title"], "place" => one.data["place_line"],
            "summary" => Kltsite.best(one.data["case"]["summary"], language),
            "partners" => (one.data["case"]["partners"] || []).map { |each| each["name"] }.join(", "),
            "facets" => one.data["facets"], "cci" => one.data["cci"], "sme" => one.data["sme"] }
        end
        add("#{language}/search-index.js", "raw", "raw" => "searchIndex(#{JSON.generate(index)});")
      end
      records = rows["en"].map { |one| { "slug" => one.data["entry"] }.merge(one.data["case"]) }
      whole = { "version" => 1, "licence" => @known["licence"]["url"], "languages" => %w[en de], "entries" => records }
      add("data/collaborations.json", "raw", "raw" => JSON.generate(whole))
      add("data/collaborations.geojson", "raw", "raw" => JSON.generate(places(records)))
      add("data/collaborations.csv", "raw", "raw" => table(rows["en"]))
      pages = @site.pages.map(&:url).select { |url| url.end_with?(".html") }
      add("sitemap.xml", "sitemap", "urls" => rows.values.flatten.map(&:url) + pages)
    end

    def places(records)
      features = records.select { |one| one.dig("place", "latitude") }.map do |one|
        place = one["place"]
        { "type" => "Feature", "id" => one["slug"],
          "geometry" => { "type" => "Point", "coordinates" => [place["longitude"].to_f, place["latitude"].to_f] },
          "properties" => { "title" => one["title"], "locality" => place["locality"], "country" => place["country"] } }
      end
      { "type" => "FeatureCollection", "licence" => @known["licence"]["url"], "features" => features }
    end

    HEAD = %w[slug title_en title_de summary_en summary_de country region locality inhabitants counted latitude longitude
              subsectors sectors started ended contact regional_value partner_value innovation partners listed reviewed].freeze

    def table(documents)
      lines = documents.map do |one|
        kase, facets = one.data.values_at("case", "facets")
        place, period, summary = %w[place period summary].map { |name| kase[name] || {} }
        [one.data["entry"], kase["title"]["en"], kase["title"]["de"], summary["en"], summary["de"], place["country"],
         facets["region"].join(" "), *place.values_at("locality", "inhabitants", "counted", "latitude", "longitude"),
         facets["subsector"].join(" "), facets["sector"].join(" "), period["started"], period["ended"],
         *facets.values_at("contact", "regional_value", "partner_value", "innovation").map { |keys| keys.join(" ") },
         (kase["partners"] || []).map { |each| each["name"] }.join("; "), kase["listed"], kase["reviewed"]]
          .map { |value| /[",\n]/.match?(value.to_s) ? "\"#{value.to_s.gsub('"', '""')}\"" : value.to_s }.join(",")
      end
      [HEAD.join(","), *lines].join("\n")
    end

    def add(address, layout, data)
      @site.pages << Made.new(@site, address, layout, data)
    end
  end

  # What templates ask for.
  module Filters
    # 2018, May 2018, 1 May 2018.
    def self.day_of(moment, words)
      year, month, date = moment.to_s.split("-")
      named = month ? "#{words['months'][month.to_i - 1]} #{year}" : year
      date ? "#{date.to_i}#{words['after_day']} #{named}" : named
    end

    def day(moment, words)
      Filters.day_of(moment, words)
    end

    def grouped(value, words)
      value.to_s.gsub(/\B(?=(\d{3})+$)/, words["group"])
    end

    def best(text, language)
      Kltsite.best(text, language)
    end

    # Links to the sources that carry a field: those that name it, what it is part of, or a part of it.
    def marks(kase, field, words)
      links = (kase["sources"] || []).each_with_index.filter_map do |source, at|
        carries = (source["supports"] || []).any? do |name|
          name == field || name.start_with?("#{field}.") || field.start_with?("#{name}.")
        end
        word = words["words"]["source <number>"].sub("<number>", (at + 1).to_s)
        "<a href=\"#source-#{at + 1}\" aria-label=\"#{CGI.escapeHTML(word)}\">[#{at + 1}]</a>" if carries
      end
      links.empty? ? "" : "<sup class=\"marks\">#{links.join(' ')}</sup>"
    end
  end
end

Liquid::Template.register_filter(Kltsite::Filters)
