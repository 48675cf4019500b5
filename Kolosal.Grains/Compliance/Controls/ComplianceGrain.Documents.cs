using Kolosal.Compliance.Report;

namespace Kolosal.Compliance.Controls;

/// <summary>Documents for people to sign, filled from records.</summary>
internal sealed partial class ComplianceGrain
{
    public async Task<Result<StatementOfApplicability>> StatementAsync(string framework, DateTimeOffset? asOf)
    {
        if (frameworks.Find(framework) is not { } found) return NoSuchFramework(framework);
        if (!found.Controls.Any(StatementBuilder.IsOfAnnex))
            return Refusal.Unprocessable("compliance.no-annex", $"{found.Name} has no annex of reference controls; iso42001 and iso27001 have.");
        var world = await WorldAsync(asOf);
        if (!world.Accepted) return world.Refusal;
        return StatementBuilder.Build(Workspace, found, world.Value,
            row => ReportBuilder.Control(found.Id, ControlJudge.Judge(frameworks, found, row, questions.ById, world.Value)));
    }

    public async Task<Result<TechnicalDocumentation>> DocumentAsync(string model, string? reference)
    {
        var world = await WorldAsync(null);
        if (!world.Accepted) return world.Refusal;
        var read = await DocumentationReader.ReadAsync(GrainFactory, Workspace, model, reference);
        return read.Accepted ? DocumentationBuilder.Build(Workspace, read.Value, world.Value, frameworks) : read.Refusal;
    }
}
