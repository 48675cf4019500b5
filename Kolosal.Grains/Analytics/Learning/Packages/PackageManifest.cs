using Kolosal.Learning.Calibration;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Uncertainty;
using Kolosal.Tabular;

namespace Kolosal.Learning.Packages;

/// <summary>One pipeline of a package; its predictor's bytes follow in the payload, in the same order.</summary>
/// <param name="Trainer">The name in <see cref="Trainers.All"/>.</param>
/// <param name="Parameters">Hyper-parameters, complete.</param>
/// <param name="Seed">The seed of the fit.</param>
/// <param name="Weight">Its share.</param>
/// <param name="Preprocessing">Schema in, encoders, columns dropped.</param>
/// <param name="Transform">What follows the encoders, or null; since version 2.</param>
/// <param name="Target">What was done to the target and is undone on output, or null; since version 2.</param>
public sealed record PackageMember(string Trainer, HyperParameters Parameters, ulong Seed, double Weight, FeatureEncoder Preprocessing,
    Transform? Transform = null, TargetTransform? Target = null);

/// <summary>What a package says about itself in JSON. No times, no places: the same rows, options and seed give the same bytes.</summary>
/// <param name="Problem">Target, task, class labels.</param>
/// <param name="Members">The pipelines; at least one.</param>
/// <param name="Metrics">Finite figures by name, as measured by whoever built it.</param>
/// <param name="Libraries">What computed it, by name.</param>
/// <param name="Calibration">Applied to the mixed probabilities, or null.</param>
/// <param name="InputDistributions">How each input column fell in the training part, in the order of the input schema; null in packages
/// written without. A <c>reference</c> of another shape, in packages of old, was cut by another rule and is not read.</param>
/// <param name="Stack">What takes the place of the weighted mean, or null; since version 4.</param>
/// <param name="Conformal">What turns outputs into intervals or sets of a promised coverage, or null; since version 4.</param>
public sealed record PackageManifest(
    LearningProblem Problem,
    ImmutableArray<PackageMember> Members,
    ImmutableSortedDictionary<string, double> Metrics,
    ImmutableSortedDictionary<string, string> Libraries,
    Calibrator? Calibration = null,
    ImmutableArray<ColumnDistribution>? InputDistributions = null,
    StackLayer? Stack = null,
    Conformalizer? Conformal = null);
