using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Kolosal.Notifications;

namespace Kolosal.Models;

/// <summary>What is told to webhooks of a model's life.</summary>
internal static class LifecycleNews
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["model.draft"] = "model.drafted",
        ["model.register"] = "model.registered",
        ["model.validate"] = "model.validated",
        ["model.approve"] = "model.approved",
        ["model.change-status"] = "model.status_changed",
        ["model.promote"] = "model.promoted",
        ["model.rollback"] = "model.rolled_back",
        ["model.deprecate"] = "model.deprecated",
        ["model.retire"] = "model.retired",
        ["model.set-sunset"] = "model.sunset_set",
        ["model.set-alias"] = "model.alias_set",
        ["model.suspend"] = "model.suspended",
        ["model.resume"] = "model.resumed",
        ["model.archive"] = "model.archived",
        ["model.unarchive"] = "model.unarchived",
        ["model.delete"] = "model.deleted",
        ["model.purge"] = "model.purged",
    }.ToFrozenDictionary();

    /// <returns>Null for what is no event of the life, such as evicting a cache.</returns>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version it is about; null for the whole model.</param>
    /// <param name="action">As the audit trail names it.</param>
    /// <param name="revision">The model's revision that the action makes: it names the occurrence.</param>
    /// <param name="by">Subject.</param>
    /// <param name="at">When.</param>
    /// <param name="detail">What the audit trail keeps of it, a JSON object.</param>
    public static NotificationEvent? Of(string model, int? version, string action, long revision, string by, DateTimeOffset at, string detail)
    {
        if (!Types.TryGetValue(action, out string? type)) return null;
        string subject = version is { } number ? string.Create(CultureInfo.InvariantCulture, $"{model}:{number}") : model;
        using var read = JsonDocument.Parse(detail);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"model/{model}/{revision}"), type, at, null, model, $"models/{subject}",
            $"{subject} {type["model.".Length..].Replace('_', ' ')}",
            JsonSerializer.Serialize(new { model, version, action, by, at, detail = read.RootElement }, WireJson.Options), []);
    }
}
