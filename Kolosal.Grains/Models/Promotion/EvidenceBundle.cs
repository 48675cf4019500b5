using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kolosal.Models;

/// <summary>What a promotion rested on, as text that can be hashed and shown again.</summary>
/// <remarks>Members stand in a fixed order and without white space, so equal evidence is equal text.</remarks>
internal sealed record EvidenceBundle(string Text, string Sha256)
{
    public static EvidenceBundle For(
        string model, VersionSummary version, PromotionRequest request, PromotionPolicyReport policy, ImmutableArray<ValidationItem> items)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteNumber("version", version.Number);
            json.WriteString("package_sha256", version.PackageSha256);
            json.WriteString("dataset_id", version.DatasetId);
            json.WriteString("run_id", version.RunId);
            json.WriteString("author", version.Author);
            json.WriteString("approver", request.Approver.Subject);
            json.WriteString("stage", WireJson.Word(request.Stage));
            json.WriteString("primary_metric", version.PrimaryMetric);
            if (version.Score is { } score) json.WriteNumber("score", score);
            else json.WriteNull("score");
            if (version.Validation is { } validation) WriteValidation(json, validation);
            json.WriteString("policy_source", policy.Source);
            json.WriteString("policy_sha256", policy.Sha256);
            WriteItems(json, items);
            json.WriteStartArray("remedies");
            foreach (string incident in request.Remedies ?? []) json.WriteStringValue(incident);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        byte[] text = stream.ToArray();
        return new(Encoding.UTF8.GetString(text), Convert.ToHexStringLower(SHA256.HashData(text)));
    }

    private static void WriteItems(Utf8JsonWriter json, ImmutableArray<ValidationItem> items)
    {
        json.WriteStartArray("items");
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("name", item.Name);
            json.WriteString("source", item.Source);
            json.WriteString("outcome", WireJson.Word(item.Outcome));
            json.WriteString("rule", WireJson.Word(item.Rule));
            json.WriteString("reason", item.Reason);
            json.WriteString("sha256", item.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValidation(Utf8JsonWriter json, ValidationReport validation)
    {
        json.WriteStartObject("validation");
        json.WriteString("at", validation.At.UtcDateTime);
        json.WriteString("package_sha256", validation.PackageSha256);
        json.WriteStartArray("checks");
        foreach (var check in validation.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteBoolean("passed", check.Passed);
            json.WriteString("detail", check.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
