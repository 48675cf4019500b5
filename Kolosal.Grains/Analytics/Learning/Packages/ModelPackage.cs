using Kolosal.Learning.Calibration;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Uncertainty;
using Kolosal.Tabular;

namespace Kolosal.Learning.Packages;

/// <summary>A model with all it needs to serve and to be watched: preprocessing, predictors, calibration, references; immutable.</summary>
/// <remarks>Built from fitted pipelines only, so a predictor cannot be kept without its
/// preprocessing. Written and read by <see cref="PackageFormat"/>.</remarks>
public sealed class ModelPackage
{
    private readonly ImmutableArray<WeightedPipeline> pipelines;

    private ModelPackage(ImmutableArray<WeightedPipeline> pipelines, PackageManifest manifest)
    {
        this.pipelines = pipelines;
        Manifest = manifest;
        InputSchema = CreateScorer().InputSchema;
    }

    /// <summary>What the package says about itself.</summary>
    public PackageManifest Manifest { get; }

    /// <summary>The raw columns a row to be scored has, in order.</summary>
    public TableSchema InputSchema { get; }

    /// <summary>The pipelines with their shares.</summary>
    public ImmutableArray<WeightedPipeline> Pipelines => pipelines;

    /// <summary>The model ready to serve; thread-safe, so one is enough.</summary>
    public Scorer CreateScorer() => new(pipelines, Manifest.Calibration, Manifest.Stack, Manifest.Conformal);

    /// <summary>A package of one pipeline.</summary>
    public static ModelPackage Create(FittedPipeline pipeline, Calibrator? calibration = null,
        IEnumerable<KeyValuePair<string, double>>? metrics = null,
        ImmutableArray<ColumnDistribution>? inputs = null) => Create([new WeightedPipeline(pipeline)], calibration, metrics, inputs);

    /// <summary>A package of one or more pipelines that predict the same from the same columns.</summary>
    /// <param name="pipelines">At least one.</param>
    /// <param name="calibration">Fitted on held-out scores of the mix, or null.</param>
    /// <param name="metrics">Finite figures by name.</param>
    /// <param name="inputs">How the input columns fell in the training part; see <see cref="PackageManifest.InputDistributions"/>.</param>
    /// <param name="stack">What takes the place of the weighted mean, or null.</param>
    /// <param name="conformal">Fitted on held-out outputs of the whole model, or null.</param>
    /// <exception cref="ArgumentException">The pipelines do not fit each other, or a figure is not finite.</exception>
    public static ModelPackage Create(ImmutableArray<WeightedPipeline> pipelines, Calibrator? calibration = null,
        IEnumerable<KeyValuePair<string, double>>? metrics = null, ImmutableArray<ColumnDistribution>? inputs = null, StackLayer? stack = null,
        Conformalizer? conformal = null)
    {
        var figures = (metrics ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach (var (name, figure) in figures)
            if (!double.IsFinite(figure)) throw new ArgumentException($"The metric '{name}' must be finite, got {figure}.", nameof(metrics));
        var members = pipelines.Select(p => new PackageMember(
            p.Pipeline.Trainer, p.Pipeline.Parameters, p.Pipeline.Seed, p.Weight, p.Pipeline.Encoder, p.Pipeline.Transform, p.Pipeline.Target));
        return new(pipelines, new PackageManifest(pipelines[0].Pipeline.Problem, [.. members], figures, PackageFormat.Libraries, calibration,
            inputs, stack, conformal));
    }

    /// <summary>Writes the package; the same package always gives the same bytes.</summary>
    /// <returns>The SHA-256 over all bytes before the trailer, lower-case hex.</returns>
    public string Save(Stream stream) => PackageFormat.Write(this, stream);

    /// <summary>Reads a package.</summary>
    /// <param name="stream">Read to its end.</param>
    /// <exception cref="InvalidDataException">Not a package, of a newer version, damaged, or incomplete; nothing of it is used.</exception>
    public static ModelPackage Load(Stream stream) => PackageFormat.Read(stream);

    internal static ModelPackage FromManifest(PackageManifest manifest, IReadOnlyList<IPredictor> predictors) =>
        new([.. manifest.Members.Select((m, i) => new WeightedPipeline(
            new FittedPipeline(manifest.Problem, m.Trainer, m.Parameters, m.Seed, m.Preprocessing, predictors[i], m.Transform, m.Target), m.Weight))],
            manifest);
}
