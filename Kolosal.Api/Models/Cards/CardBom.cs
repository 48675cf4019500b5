using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Models;

/// <summary>A card as a CycloneDX 1.6 machine-learning bill of materials: the model, its data, the libraries that computed it.</summary>
internal static class CardBom
{
    public const string MediaType = "application/vnd.cyclonedx+json";

    public static string Write(ModelCard card)
    {
        string dataset = $"dataset:{card.DatasetId}";
        var components = new JsonArray(DataOf(card, dataset));
        if (card.Record?.Environment is { } environment)
            foreach (var (name, version) in environment.Libraries)
                components.Add(new JsonObject { ["type"] = "library", ["name"] = name, ["version"] = version });
        return new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = card.Revision + 1,
            ["metadata"] = new JsonObject
            {
                ["timestamp"] = (card.WordsAt ?? card.CreatedAt).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["component"] = ModelOf(card, dataset),
            },
            ["components"] = components,
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static JsonObject ModelOf(ModelCard card, string dataset)
    {
        var model = new JsonObject
        {
            ["type"] = "machine-learning-model",
            ["bom-ref"] = string.Create(CultureInfo.InvariantCulture, $"model:{card.Model}:{card.Version}"),
            ["name"] = card.Model,
            ["version"] = card.Version.ToString(CultureInfo.InvariantCulture),
        };
        if (Said(card.Words.Description) is { } description) model["description"] = description;
        model["hashes"] = new JsonArray(Hash(card.PackageSha256));
        if (Said(card.Words.Licence) is { } licence)
            model["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["name"] = licence } });
        model["modelCard"] = CardOf(card, dataset);
        return model;
    }

    private static JsonObject CardOf(ModelCard card, string dataset) => new()
    {
        ["modelParameters"] = new JsonObject
        {
            ["approach"] = new JsonObject { ["type"] = "supervised" },
            ["task"] = card.Task,
            ["architectureFamily"] = card.Trainer,
            ["datasets"] = new JsonArray(new JsonObject { ["ref"] = dataset }),
            ["inputs"] = new JsonArray([.. card.Inputs.Select(input => new JsonObject { ["format"] = input })]),
            ["outputs"] = new JsonArray(new JsonObject { ["format"] = card.Target }),
        },
        ["quantitativeAnalysis"] = new JsonObject
        {
            ["performanceMetrics"] = new JsonArray([.. card.Evaluation.Scores.Select(score => new JsonObject
            {
                ["type"] = score.Metric,
                ["value"] = Number(score.Value),
                ["slice"] = "held-out rows",
                ["confidenceInterval"] = new JsonObject { ["lowerBound"] = Number(score.Low), ["upperBound"] = Number(score.High) },
            })]),
        },
        ["considerations"] = Considerations(card.Words),
        ["properties"] = Properties(card),
    };

    private static JsonObject Considerations(ModelCardWords words)
    {
        var considerations = new JsonObject();
        if (Said(words.Users) is { } users) considerations["users"] = new JsonArray(users);
        string[] uses = [.. ((string?[])[Said(words.IntendedUse), .. words.Purposes ?? []]).OfType<string>()];
        if (uses.Length > 0) considerations["useCases"] = new JsonArray([.. uses.Select(use => JsonValue.Create(use))]);
        string? outside = Said(words.OutOfScope) is { } beyond ? $"Out of scope: {beyond}" : null;
        string[] limits = [.. ((string?[])[Said(words.Limitations), outside]).OfType<string>()];
        if (limits.Length > 0) considerations["technicalLimitations"] = new JsonArray([.. limits.Select(limit => JsonValue.Create(limit))]);
        if (Said(words.EthicalConsiderations) is { } ethics)
            considerations["ethicalConsiderations"] = new JsonArray(new JsonObject { ["name"] = ethics });
        if (Said(words.AffectedGroups) is { } groups)
            considerations["fairnessAssessments"] = new JsonArray(new JsonObject { ["groupAtRisk"] = groups });
        return considerations;
    }

    private static JsonArray Properties(ModelCard card)
    {
        var properties = new JsonArray();
        Add("status", WireJson.Word(card.Status));
        Add("author", card.Author);
        Add("run", card.RunId);
        Add("signing_key", card.SigningKeyId);
        Add("owner", Said(card.Words.Owner));
        Add("purpose", Said(card.Words.Purpose));
        Add("contact", Said(card.Words.Contact));
        Add("party_role", card.Words.PartyRole is { } role ? WireJson.Word(role) : null);
        Add("risk_class", card.Words.RiskClass is { } risk ? WireJson.Word(risk) : null);
        Add("legal_effect", card.Words.LegalEffect is { } effect ? effect ? "true" : "false" : null);
        Add("criticality", card.Words.Criticality is { } criticality ? WireJson.Word(criticality) : null);
        foreach (var item in card.Validation?.Items ?? [])
            Add($"validation.{item.Name}{(item.Source.Length > 0 ? $".{item.Source}" : "")}", $"{WireJson.Word(item.Outcome)}: {item.Reason}");
        return properties;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) properties.Add(new JsonObject { ["name"] = $"kolosal:{name}", ["value"] = value });
        }
    }

    private static JsonObject DataOf(ModelCard card, string reference)
    {
        var data = new JsonObject { ["type"] = "data", ["bom-ref"] = reference, ["name"] = card.DatasetId };
        if (card.Record is { } record) data["hashes"] = new JsonArray(Hash(record.DataSha256));
        data["data"] = new JsonArray(new JsonObject { ["type"] = "dataset", ["name"] = card.DatasetId });
        return data;
    }

    private static JsonObject Hash(string sha256) => new() { ["alg"] = "SHA-256", ["content"] = sha256 };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string? Said(string? words) => string.IsNullOrWhiteSpace(words) ? null : words;
}
