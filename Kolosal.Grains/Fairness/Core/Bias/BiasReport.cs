namespace Kolosal.Fairness;

/// <summary>What a scan of a dataset found before any training.</summary>
/// <param name="Rows">Rows scanned.</param>
/// <param name="Target">The column to predict; null when none is declared or named, and then nothing is said of labels.</param>
/// <param name="Favourable">Its favourable value; null without one.</param>
/// <param name="Classes">How often each class comes; empty of a target that is a number.</param>
/// <param name="Attributes">One a protected attribute, then one an intersection.</param>
/// <param name="Findings">What somebody should look at, gravest first.</param>
/// <param name="Notes">What was left out, and why.</param>
public sealed record BiasReport(
    long Rows, string? Target, string? Favourable, ImmutableArray<ShareOf> Classes, ImmutableArray<AttributeBias> Attributes,
    ImmutableArray<BiasFinding> Findings, ImmutableArray<string> Notes);

/// <summary>A share of the rows.</summary>
/// <param name="Name">The class or group.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Share">Rows / all rows.</param>
/// <param name="Low">Lower end of the share's 95 % interval (Wilson 1927).</param>
/// <param name="High">Upper end.</param>
/// <param name="Declared">Its share in the population, when declared.</param>
/// <param name="Representation">Share / declared share: 1 when the dataset is like the population.</param>
/// <param name="FavourableRate">Rows with the favourable label / labelled rows; null without a favourable label.</param>
/// <param name="FavourableLow">Lower end of that rate's 95 % interval (Wilson).</param>
/// <param name="FavourableHigh">Upper end.</param>
/// <param name="MeanTarget">Mean of a target that is a number; null of classes.</param>
public sealed record ShareOf(
    string Name, long Rows, double Share, double Low, double High, double? Declared = null, double? Representation = null,
    double? FavourableRate = null, double? FavourableLow = null, double? FavourableHigh = null, double? MeanTarget = null);

/// <summary>One protected attribute, or two crossed.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Intersection">Whether attributes are crossed.</param>
/// <param name="Groups">Every group.</param>
/// <param name="Folded">Groups counted together, because they are rare.</param>
/// <param name="Imbalance">Rows of the largest group over rows of the smallest.</param>
/// <param name="Evenness">Entropy of the shares over that of equal shares, 0 to 1 (Pielou 1966).</param>
/// <param name="Labels">Differences of labels between groups: ratio and difference of favourable rates; empty without a favourable label.</param>
/// <param name="TargetAssociation">With the target; null without one, or of an intersection.</param>
/// <param name="Proxies">Association with every feature, strongest first; empty of an intersection.</param>
/// <param name="Predictability">How well all features together tell the attribute; null of an intersection, or where it cannot be tried.</param>
public sealed record AttributeBias(
    string Attribute, bool Intersection, ImmutableArray<ShareOf> Groups, ImmutableArray<string> Folded, double Imbalance, double Evenness,
    ImmutableArray<MeasureFinding> Labels, ProxyAssociation? TargetAssociation, ImmutableArray<ProxyAssociation> Proxies,
    AttributePredictability? Predictability);

/// <summary>How far a protected attribute and another column go together.</summary>
/// <param name="Column">The other column.</param>
/// <param name="Measure"><c>cramers_v</c> of two columns of categories (bias-corrected, Bergsma 2013), <c>correlation_ratio</c> of a number by
/// groups.
/// </param>
/// <param name="Strength">0 to 1.</param>
/// <param name="MutualInformation">In nats; numbers in ten bins of equal rows. The plug-in estimate, which many categories and few rows
/// raise.</param>
/// <param name="MissingDifference">Largest − smallest share of missing values of a group; null where none is missing.</param>
/// <param name="MissingPValue">One-sided, of that difference against 0.1, corrected for all pairs of groups.</param>
public sealed record ProxyAssociation(
    string Column, string Measure, double Strength, double MutualInformation, double? MissingDifference = null, double? MissingPValue = null);

/// <summary>How well the features tell a protected attribute, by cross-validated gradient-boosted trees: the strongest test for proxies, since
/// several columns may give away together what none does alone.</summary>
/// <param name="Auc">Area under the curve of out-of-fold scores, ½ when nothing is told; of several groups the mean of one against the rest.</param>
/// <param name="Low">Lower end of its 95 % interval (DeLong 1988, or bootstrap).</param>
/// <param name="High">Upper end.</param>
/// <param name="Rows">Rows it was tried on.</param>
/// <param name="Columns">Features used.</param>
public sealed record AttributePredictability(double Auc, double Low, double High, int Rows, int Columns);

/// <summary>Something to look at.</summary>
/// <param name="Kind"><c>class_imbalance</c>, <c>group_imbalance</c>, <c>small_group</c>, <c>representation</c>, <c>label_skew</c>,
/// <c>target_association</c>, <c>proxy</c>, <c>joint_proxy</c> or <c>missing_values</c>.</param>
/// <param name="Severity"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Subject">The attribute, group or column it is about.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of its 95 % interval; null where it has none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Limit">What the figure should keep.</param>
/// <param name="Message">In a sentence.</param>
public sealed record BiasFinding(
    string Kind, string Severity, string Subject, double Value, double? Low, double? High, double Limit, string Message);
