using Kolosal.Drift;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Experiments;

/// <summary>Stores and registers versions that no run made.</summary>
internal sealed class MadeVersions(IBlobStore blobs, ISigner signer, IGrainFactory grains)
{
    /// <summary>Registers a package; the same one again is the version it already is.</summary>
    /// <param name="key">The model.</param>
    /// <param name="package">As loaded.</param>
    /// <param name="bytes">As stored.</param>
    /// <param name="datasetId">The rows it was measured on.</param>
    /// <param name="favourableLabel">Of the target; null when undeclared.</param>
    /// <param name="figures">What was measured.</param>
    /// <param name="rows">Where these rows are from.</param>
    /// <param name="origin">Where the version is from.</param>
    /// <param name="author">Who made or brought it.</param>
    public async Task<Result<(int Number, ModelEvaluation Evaluation, string Sha256)>> RegisterAsync(
        ModelKey key, ModelPackage package, byte[] bytes, string datasetId, string? favourableLabel, GivenFigures figures, EvaluationRows rows,
        VersionOrigin origin, string author)
    {
        using var content = new MemoryStream(bytes, writable: false);
        var stored = await blobs.PutAsync(key.Workspace, content, CancellationToken.None);
        var problem = package.Manifest.Problem;
        int favourable = favourableLabel is null ? -1 : problem.Classes.IndexOf(favourableLabel);
        var evaluation = new ModelEvaluation(figures.Metric.Name,
            [
                .. figures.Scores.Select(s => new MetricScore(s.Metric.Name, s.Estimate.Value, s.Estimate.Low, s.Estimate.High,
                    s.Metric.HigherIsBetter)),
            ], 0, 0, figures.Rows, figures.BaselineScore,
            figures.BaselineScore is null ? "The best constant answer has no such score on these rows." : null, Rows: rows);
        var reference = new MonitoringReference(0, WireJson.Word(problem.Task), problem.Classes, favourable >= 0 ? favourable : null,
            [.. figures.Inputs.Select((column, i) => column.ToReference(figures.InputSchema.Columns[i].Protected))], figures.Outputs.ToReference(),
            figures.Detail.ToReference());
        var registered = await grains.Model(key).RegisterAsync(new(stored.Sha256, stored, PackageSignature.Sign(signer, stored.Sha256), signer.KeyId,
            author, "", datasetId, package.Pipelines.MaxBy(part => part.Weight)!.Pipeline.Trainer, problem.Word, problem.Target,
            evaluation, reference, Record: null, problem.Level, origin));
        return registered.Map(number => (number, evaluation, stored.Sha256));
    }

    /// <returns>The stored bytes; null when they are not there or fail their authentication.</returns>
    public Task<byte[]?> ReadAsync(BlobRef blob, CancellationToken cancel) => blobs.ReadWholeAsync(blob, cancel);
}
