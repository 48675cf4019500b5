using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Disclosure;
using Kolosal.Subjects;

namespace Kolosal.Privacy;

/// <summary>Makes a new version of a dataset in which people are harder to find. The same request makes the same dataset.</summary>
public sealed class DatasetAnonymiser
{
    public const string MadeBy = "anonymize";

    private readonly IGrainFactory grains;
    private readonly DatasetTexts texts;
    private readonly WorkspaceDigests digests;
    private readonly TimeProvider clock;

    internal DatasetAnonymiser(IGrainFactory grains, DatasetTexts texts, WorkspaceDigests digests, TimeProvider clock) =>
        (this.grains, this.texts, this.digests, this.clock) = (grains, texts, digests, clock);

    /// <param name="dataset">The dataset; it stays as it is.</param>
    /// <param name="name">A name for the new one; made of the old one's when null.</param>
    /// <param name="request">What to do.</param>
    /// <param name="cancel">Stops it; nothing is left behind.</param>
    public async Task<Result<AnonymisationReport>> AnonymiseAsync(
        ResourceKey dataset, string? name, AnonymisationRequest request, CancellationToken cancel)
    {
        var opened = await texts.OpenAsync(dataset);
        if (!opened.Accepted) return opened.Refusal;
        var described = await grains.Dataset(dataset).DescribeAsync();
        if (!described.Accepted) return described.Refusal;
        var plan = AnonymisationPlan.Of(request, described.Value.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal));
        if (!plan.Accepted) return plan.Refusal;
        var frame = await texts.ReadAsync(opened.Value, null, cancel);
        if (!frame.Accepted) return frame.Refusal;

        var table = frame.Value.Schema.Columns.Zip(frame.Value.Columns)
            .Select(c => (c.First.Name, (string?[]?)DatasetTexts.Texts(c.Second))).ToList();
        var work = new AnonymisationWork(table, plan.Value, request.Anonymity, digests.Of(dataset.Workspace), clock);
        var done = await Task.Run(() => work.Run(cancel), cancel);
        if (done is { } refusal) return refusal;

        var rows = frame.Value.Rows;
        var derivation = new DatasetDerivation(MadeBy, dataset.Id, described.Value.Root ?? dataset.Id, described.Value.Version + 1,
        [
            .. work.Steps.Select(step => new DatasetTransformation(
                step.Method, rows, rows, JsonSerializer.Serialize(new { loss = step.Loss }), [step.Column], step.CellsChanged, null,
                step.Milliseconds, "No example is kept: it would be what was taken away.")),
        ]);
        var made = await texts.DeriveAsync(
            dataset.Workspace, described.Value, name ?? $"{described.Value.Name} (anonymised)", work.Columns, derivation, cancel);
        if (!made.Accepted) return made.Refusal;
        return new AnonymisationReport(
            made.Value, dataset.Id, [.. work.Steps], work.Before, work.After, work.Loss, work.Penalty,
            work.After is { } after && plan.Value.Goal is { } goal ? (double)after.Rows / after.Classes / goal.K : null);
    }
}
