namespace Kolosal.Compliance;

/// <summary>What the records of a workspace show for the controls of the frameworks.</summary>
/// <param name="Statement">What the report is, and what it is not.</param>
/// <param name="Workspace">Whose.</param>
/// <param name="AsOf">The time it is of.</param>
/// <param name="EvaluatedAt">When the questions were last asked, not later than that; null when they never were.</param>
/// <param name="Trouble">Why the last evaluation could not be made; null when it was.</param>
/// <param name="EvaluateMinutes">How often the questions are asked at least.</param>
/// <param name="Frameworks">The frameworks with their controls.</param>
/// <param name="Evidence">What shows them: each question and document once.</param>
[GenerateSerializer, Immutable, Alias("kolosal.compliance-report")]
public sealed record ComplianceReport(
    string Statement, string Workspace, DateTimeOffset AsOf, DateTimeOffset? EvaluatedAt, string? Trouble, int EvaluateMinutes,
    ImmutableArray<FrameworkReading> Frameworks, ImmutableArray<PartReading> Evidence);

/// <summary>A framework and how its controls stand.</summary>
/// <param name="Id">As <c>iso42001</c>.</param>
/// <param name="Name">As <c>ISO/IEC 42001</c>.</param>
/// <param name="Edition">Which edition.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Standing"><c>management_system</c>, <c>attestation</c>, <c>law</c>, <c>guidance</c>, <c>report</c> or <c>voluntary</c>.</param>
/// <param name="Note">What can be certified, if anything, and by whom.</param>
/// <param name="Counts">Controls by status, those with none left out.</param>
/// <param name="Waived">Failing controls that are waived; they are counted as failing.</param>
/// <param name="Unverified">Rows whose numbering and title nobody has checked against the standard.</param>
/// <param name="Controls">Its controls, in its own order.</param>
[GenerateSerializer, Immutable, Alias("kolosal.framework-reading")]
public sealed record FrameworkReading(
    string Id, string Name, string Edition, string Title, string Standing, string Note, ImmutableSortedDictionary<string, int> Counts, int Waived,
    int Unverified, ImmutableArray<ControlReading> Controls);

/// <summary>A control and how it stands.</summary>
/// <param name="Framework">The framework.</param>
/// <param name="Id">Unique in the framework.</param>
/// <param name="Clause">As the framework numbers it.</param>
/// <param name="Title">Short title, in our words.</param>
/// <param name="Group">The part of the framework; null when it has none.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Waived">Everything in it that fails is waived; read <c>fail (waived)</c>.</param>
/// <param name="Preview">What it would be if the duty had begun; null once it has.</param>
/// <param name="Reason">Why it does not apply; null when it does.</param>
/// <param name="Holding">How many of its parts pass, k.</param>
/// <param name="Asked">Of how many that apply, n.</param>
/// <param name="ExpiresAt">The earliest end of a part that passes; null when none does.</param>
/// <param name="Parts">Questions, documents and evidence that show it, by id.</param>
/// <param name="Shows">What shows it, in words.</param>
/// <param name="Rule">What makes it pass, in short.</param>
/// <param name="WhenRed">What to do when it is red.</param>
/// <param name="Owners">The features that show it.</param>
/// <param name="Kind"><c>computed</c>, <c>computed_and_reviewed</c>, <c>reviewed</c> or <c>not_software</c>.</param>
/// <param name="Marks">How far the row itself was checked: <c>unverified</c>, <c>one_source</c> or nothing.</param>
[GenerateSerializer, Immutable, Alias("kolosal.control-reading")]
public sealed record ControlReading(
    string Framework, string Id, string Clause, string Title, string? Group, ControlStatus Status, bool Waived, ControlStatus? Preview,
    string? Reason, int Holding, int Asked, DateTimeOffset? ExpiresAt, ImmutableArray<string> Parts, string Shows, string Rule, string WhenRed,
    ImmutableArray<string> Owners, string Kind, ImmutableArray<string> Marks);

/// <summary>Something that shows a control.</summary>
/// <param name="Id"><c>Q01</c>, <c>R01</c> or an evidence id.</param>
/// <param name="Title">What holds when it passes.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Reason">Why it is no pass; null for a pass, and for a fail that names who is in the way.</param>
/// <param name="Holding">For how many things it holds, k.</param>
/// <param name="Asked">Of how many it was asked, n.</param>
/// <param name="ObservedAt">When it was judged or approved; null for what never was.</param>
/// <param name="ExpiresAt">From when it counts no longer; null for what has no end.</param>
/// <param name="Sha256">SHA-256 of the result's canonical text, which stands in the audit trail; null where there is none.</param>
/// <param name="Waiver">The waiver that holds; null for none.</param>
/// <param name="Offenders">Who is in the way, at most 100.</param>
/// <param name="Values">Measured values by name.</param>
[GenerateSerializer, Immutable, Alias("kolosal.part-reading")]
public sealed record PartReading(
    string Id, string Title, ControlStatus Status, string? Reason, int Holding, int Asked, DateTimeOffset? ObservedAt, DateTimeOffset? ExpiresAt,
    string? Sha256, WaiverReading? Waiver, ImmutableArray<OffenderReading> Offenders, ImmutableSortedDictionary<string, double> Values);

/// <summary>A record that is in the way.</summary>
/// <param name="Id">As <c>models/credit/versions/3</c>.</param>
/// <param name="Wrong">What is wrong with it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.offender-reading")]
public sealed record OffenderReading(string Id, string Wrong);

/// <summary>A waiver that holds.</summary>
/// <param name="Id">The waiver.</param>
/// <param name="GrantedBy">Who waived.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">Until when.</param>
[GenerateSerializer, Immutable, Alias("kolosal.waiver-reading")]
public sealed record WaiverReading(string Id, string GrantedBy, string Reason, DateTimeOffset Until);
