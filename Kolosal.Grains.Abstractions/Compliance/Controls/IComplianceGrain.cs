using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Compliance;

/// <summary>How the controls of one workspace stand: asked of its own records, kept, and never typed in. Key <c>workspace/compliance</c>.</summary>
/// <remarks>From the first question on it evaluates by itself, at least as often as <c>Kolosal:Compliance:EvaluateMinutes</c> says,
/// and soon after something changed.</remarks>
[Alias("kolosal.compliance.IComplianceGrain")]
public interface IComplianceGrain : IGrainWithStringKey
{
    /// <summary>Asks every question now. Answers when the results are stored and audited.</summary>
    /// <remarks>Refuses <c>compliance.unread</c> (503) when the records could not be read; what was known before goes stale by itself.</remarks>
    [Alias("Evaluate"), RequiresPermission(Permission.ComplianceWrite)]
    Task<Result<ControlEvaluation>> EvaluateAsync();

    /// <summary>How all controls stand.</summary>
    /// <param name="framework">One framework alone; null for all. Refuses <c>compliance.no-such-framework</c>.</param>
    /// <param name="asOf">As things stood then, from the history; null for the present. Refuses <c>compliance.bad-time</c> in the future.</param>
    [Alias("Report"), AlwaysInterleave, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<ComplianceReport>> ReportAsync(string? framework, DateTimeOffset? asOf);

    /// <summary>How one control stands. Refuses <c>compliance.no-such-framework</c> and <c>compliance.no-such-control</c>.</summary>
    /// <param name="framework">As <c>iso42001</c>.</param>
    /// <param name="control">Its id, or its clause where only one row has it.</param>
    /// <param name="asOf">As it stood then; null for the present.</param>
    [Alias("Control"), AlwaysInterleave, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<ControlDetail>> ControlAsync(string framework, string control, DateTimeOffset? asOf);

    /// <summary>Which controls of a framework's annex apply, why, and how they stand. Refuses <c>compliance.no-such-framework</c> and
    /// <c>compliance.no-annex</c> (422) for one that has no annex of reference controls.</summary>
    /// <param name="framework">As <c>iso42001</c>.</param>
    /// <param name="asOf">As it stood then; null for the present.</param>
    [Alias("Statement"), AlwaysInterleave, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<StatementOfApplicability>> StatementAsync(string framework, DateTimeOffset? asOf);

    /// <summary>The technical documentation of a model version from its records, with the blanks named. Refuses as the model does.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">The version, as a model takes it; null for the active one.</param>
    [Alias("Document"), AlwaysInterleave, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<TechnicalDocumentation>> DocumentAsync(string model, string? reference);

    /// <summary>How often a question was answered how, over a time: the last first. Refuses <c>compliance.no-such-query</c>.</summary>
    /// <param name="query">As <c>Q24</c>.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, at most 400 days later.</param>
    [Alias("History"), AlwaysInterleave, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<ImmutableArray<ResultRun>>> HistoryAsync(string query, DateTimeOffset from, DateTimeOffset to);
}

public static class ComplianceGrains
{
    public static IComplianceGrain Compliance(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IComplianceGrain>($"{workspace}/compliance");
}
