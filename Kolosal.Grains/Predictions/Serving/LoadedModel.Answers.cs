using System.Buffers;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Uncertainty;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>What a version can say of its answers beside the scores.</summary>
internal sealed partial class LoadedModel
{
    /// <summary>How unlike training a row is; null when the version's reference says nothing about its columns.</summary>
    public RowNovelty? Novelty { get; private set; }

    /// <summary>Where uncertainty comes from; null unless the model is an ensemble.</summary>
    public PipelineUncertainty? Members { get; private set; }

    /// <summary>What answers intervals or sets; null when the package carries none.</summary>
    public Conformalizer? Conformalizer => scorer.Conformalizer;

    /// <summary>Whether the answer is a number.</summary>
    public bool Regression => Classes.IsEmpty;

    /// <summary>The columns of a logged row, in order.</summary>
    public ImmutableArray<LoggedColumn> Logged { get; }

    /// <summary>For who scores logged rows (<see cref="ShadowScorer"/>).</summary>
    public Scorer Scorer => scorer;

    private void Prepare(ModelPackage package, MonitoringReference reference)
    {
        Members = PipelineUncertainty.Of(package.Pipelines);
        try
        {
            Novelty = RowNovelty.Of(reference.InputDistributions());
        }
        catch (ArgumentException)
        {
            // Bins that do not fit each other: the monitors say so; here there is nothing to compare with.
            Novelty = null;
        }
    }

    /// <summary>The sources of uncertainty of each row, which were scored before and can be read.</summary>
    /// <param name="content">As <see cref="Score"/> takes it.</param>
    /// <param name="format">As <see cref="Score"/> takes it.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="cancel">Ends it between two rows.</param>
    public (double[] Aleatoric, double[] Epistemic) Sources(byte[] content, RowFormat format, int rows, CancellationToken cancel)
    {
        using var decoded = Decode(content, format, rows, new RowErrors(), strict: false);
        if (Members is null || decoded is null) return ([], []);
        double[] aleatoric = new double[rows], epistemic = new double[rows];
        double[] encoded = ArrayPool<double>.Shared.Rent(Math.Max(1, scorer.RowLength));
        try
        {
            var modelRow = encoded.AsSpan(0, scorer.RowLength);
            for (int row = 0; row < rows; row++)
            {
                cancel.ThrowIfCancellationRequested();
                Encode(decoded, row, modelRow);
                (_, aleatoric[row], epistemic[row]) = Members.Split(modelRow);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(encoded);
        }
        return (aleatoric, epistemic);
    }
}
