using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Kolosal.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Models;

/// <summary>Words of people, whatever stands in them, stay words in every form of a card.</summary>
public sealed partial class ModelCardFormatTests
{
    private const string Hostile = "Good.\n\n## Evaluation\n\n| roc_auc | 1.0 |\n</p><h2>Evaluation</h2><script>alert(1)</script>\n) Tj ET "
        + "endstream endobj 99 0 obj << /Type /Page >>\n\"},\"hashes\":[]\r=====\u2028\u202e世界";

    private static readonly string[] Titles =
        ["Model", "Intended use", "Out of scope", "Governance", "Evaluation", "Validation", "Limitations", "Ethical considerations", "Contact"];

    [Fact]
    public void Markdown_has_its_own_headings_alone()
    {
        string[] lines = CardMarkdown.Write(CardDocument.Of(Card)).Split('\n');
        Assert.Equal(Titles, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        Assert.DoesNotContain(lines, line => line.StartsWith('=') || line.Contains("<script", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.StartsWith("|---", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.StartsWith("| roc_auc", StringComparison.Ordinal));
    }

    [Fact]
    public void Html_has_its_own_elements_alone()
    {
        string page = CardHtml.Write(CardDocument.Of(Card));
        Assert.Equal(Titles, Headings().Matches(page).Select(match => match.Groups[1].Value));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pdf_has_its_own_objects_alone_and_every_offset_is_right()
    {
        string file = Encoding.Latin1.GetString(CardPdf.Write(CardDocument.Of(Card)));
        Assert.StartsWith("%PDF-1.4\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain("99 0 obj", file, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", file, StringComparison.Ordinal);
        int table = int.Parse(Start().Match(file).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal("xref", file.Substring(table, 4));
        var places = Place().Matches(file[table..]).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.NotEmpty(places);
        for (int i = 0; i < places.Length; i++)
            Assert.StartsWith($"{i + 1} 0 obj\n", file[places[i]..], StringComparison.Ordinal);
        foreach (Match stream in Stream().Matches(file))
            Assert.Equal(int.Parse(stream.Groups[1].Value, CultureInfo.InvariantCulture), stream.Groups[2].Length);
        Assert.Contains(Convert.ToHexString("[U+4E16]"u8), file, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_card_goes_on_over_pages()
    {
        var words = new ModelCardWords(Description: string.Join('\n', Enumerable.Range(0, 300).Select(i => $"Line {i}.")));
        string file = Encoding.Latin1.GetString(CardPdf.Write(CardDocument.Of(Card with { Words = words })));
        Assert.True(Regex.Count(file, "/Type /Page ") > 4);
    }

    [Fact]
    public void A_bill_of_materials_is_valid_by_the_publishers_schema_and_holds_the_words_as_words()
    {
        var bill = JsonNode.Parse(CardBom.Write(Card))!.AsObject();
        var model = bill["metadata"]!["component"]!;
        Assert.Equal(Hostile, (string?)model["description"]);
        Assert.Equal("machine-learning-model", (string?)model["type"]);
        Assert.Equal("0.8", (string?)model["modelCard"]!["quantitativeAnalysis"]!["performanceMetrics"]![0]!["value"]);
        if (SharedFolders.Schemas is not { } folder) return;

        JsonSchema Read(string name)
        {
            var schema = JsonSchema.FromFile(Path.Combine(folder, name));
            SchemaRegistry.Global.Register(new Uri($"http://cyclonedx.org/schema/{name}"), schema);
            return schema;
        }

        Read("spdx.schema.json");
        Read("jsf-0.82.schema.json");
        var schema = Read("cyclonedx-1.6.schema.json");
        var result = schema.Evaluate(bill, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, string.Join('\n', result.Details.Where(detail => detail.HasErrors)
            .Select(detail => $"{detail.InstanceLocation}: {detail.Errors!.First().Value}")));
        bill["specVersion"] = null;
        Assert.False(schema.Evaluate(bill).IsValid);
    }

    [Fact]
    public void What_nobody_declared_is_said_so()
    {
        string card = CardMarkdown.Write(CardDocument.Of(Card with { Words = new() }));
        Assert.Contains("- Risk class: Not stated yet.", card, StringComparison.Ordinal);
        Assert.Contains("No description yet.", card, StringComparison.Ordinal);
        Assert.False(JsonNode.Parse(CardBom.Write(Card with { Words = new() }))!["metadata"]!["component"]!.AsObject().ContainsKey("description"));
    }

    private static ModelCard Card { get; } = new(
        "m", 3, ModelStatus.Active, new ModelCardWords(Hostile, Hostile, Hostile, Hostile, Hostile, Hostile, "risk team", Hostile, Hostile,
            PartyRole.Provider, RiskClass.High, Hostile, Hostile, true, Criticality.High, DateTimeOffset.UnixEpoch, Hostile),
        "prior", "binary", "y", ["no", "yes"], ["x", "c"], ["c"], "ds_1", "run_1", "alice", DateTimeOffset.UnixEpoch, new string('a', 64), "key",
        new("roc_auc", [new("roc_auc", 0.8, 0.7, 0.9, true)], 50, 10, 20, 0.5), 2, Validation: new(
            3, new string('a', 64), DateTimeOffset.UnixEpoch, true, [],
            [new("metric", ItemOutcome.Passed, ItemRule.Required, false, "better", "", new string('b', 64), null)], new string('c', 64)));

    [GeneratedRegex("<h2>([^<]*)</h2>")]
    private static partial Regex Headings();

    [GeneratedRegex(@"startxref\n(\d+)")]
    private static partial Regex Start();

    [GeneratedRegex(@"(\d{10}) 00000 n")]
    private static partial Regex Place();

    [GeneratedRegex(@"/Length (\d+) >>\nstream\n(.*?)\nendstream", RegexOptions.Singleline)]
    private static partial Regex Stream();
}
