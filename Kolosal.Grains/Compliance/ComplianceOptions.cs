using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance;

/// <summary>Section <c>Kolosal:Compliance</c>.</summary>
public sealed class ComplianceOptions : IValidatableObject
{
    public const string Section = "Kolosal:Compliance";

    /// <summary>Minutes between two evaluations of a workspace at most; 1 to 60. Default: 30.</summary>
    [Range(1, 60)]
    public int EvaluateMinutes { get; set; } = 30;

    /// <summary>Seconds between two looks at whether something changed in a workspace; 1 to 3,600. Default: 10.</summary>
    [Range(1, 3_600)]
    public int WatchSeconds { get; set; } = 10;

    /// <summary>Seconds between two evaluations that changes cause, at least; 1 to 3,600. Default: 20.</summary>
    [Range(1, 3_600)]
    public int PauseSeconds { get; set; } = 20;

    /// <summary>Seconds after which a first red is asked again; 1 to 300. Default: 10.</summary>
    [Range(1, 300)]
    public int ConfirmSeconds { get; set; } = 10;

    /// <summary>Days in which a red should be mended; one day for those that count at once. 1 to 365. Default: 14.</summary>
    [Range(1, 365)]
    public int ActionDays { get; set; } = 14;

    /// <summary>Days before the end of approved evidence from which it is listed for review; 1 to 365. Default: 30.</summary>
    [Range(1, 365)]
    public int ReviewDays { get; set; } = 30;

    /// <summary>Megabytes of a document of evidence, at most; 1 to 16. Default: 8.</summary>
    [Range(1, 16)]
    public int DocumentMegabytes { get; set; } = 8;

    /// <summary>What ends TLS before plain listeners, as <c>nginx on the same host</c>; empty for nothing. Default: nothing.</summary>
    public string? Terminator { get; set; }

    /// <summary>For what workspaces are, by their names: <c>production</c>, <c>test</c> or <c>development</c>. Default: undeclared.</summary>
    public Dictionary<string, string> Environments { get; set; } = [];

    /// <summary>Public keys of the tools whose reports count without a person: build systems, scanners. Default: none.</summary>
    public List<FeedKey> FeedKeys { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var twice in FeedKeys.GroupBy(key => key.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return new($"{Section}:FeedKeys has the id '{twice.Key}' twice.");
        foreach (var (workspace, environment) in Environments.Where(one => one.Value is not ("production" or "test" or "development")))
            yield return new($"{Section}:Environments:{workspace} is production, test or development; got '{environment}'.");
        foreach (var key in FeedKeys)
            if (key.Fault() is { } fault) yield return new($"{Section}:FeedKeys '{key.Id}': {fault}");
    }
}
