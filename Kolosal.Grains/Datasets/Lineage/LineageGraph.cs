namespace Kolosal.Datasets;

/// <summary>Something that data comes from or goes to.</summary>
/// <param name="Id">Unique in the graph: <c>dataset:ds_…</c>, <c>run:run_…</c>, <c>version:name:3</c>, ….</param>
/// <param name="Kind"><c>source</c>, <c>job</c>, <c>external_dataset</c>, <c>dataset</c>, <c>run</c>, <c>model_version</c>, <c>deployment</c> or
/// <c>decisions</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Direction"><c>upstream</c>, <c>self</c> or <c>downstream</c> of the dataset that was asked about.</param>
/// <param name="Facts">What is known of it, as texts.</param>
public sealed record LineageNode(string Id, string Kind, string Name, string Direction, ImmutableSortedDictionary<string, string> Facts);

/// <summary>What became of what.</summary>
/// <param name="From">The earlier node.</param>
/// <param name="To">The later one.</param>
/// <param name="Relation"><c>taken_in</c>, <c>read_by</c>, <c>made</c>, <c>append</c>, <c>clean</c>, …, <c>learnt_by</c>, <c>registered</c>,
/// <c>deployed</c>, <c>decided</c>.</param>
public sealed record LineageEdge(string From, string To, string Relation);

/// <summary>A dataset's lineage: its own record, and the graph of all that lies before and behind it.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Source">What it was made of.</param>
/// <param name="Schemas">The schema at registration and after each change, oldest first.</param>
/// <param name="Transformations">Steps that made it out of its parent.</param>
/// <param name="Parent">The dataset it was made of; null for what came from outside.</param>
/// <param name="Children">Datasets made of it.</param>
/// <param name="Models">Model versions that learnt from it.</param>
/// <param name="MadeBy">How it came out of its parent.</param>
/// <param name="Nodes">Upstream first.</param>
/// <param name="Edges">Between the nodes.</param>
/// <param name="Complete">False where the graph was cut off because it is too large.</param>
public sealed record LineageDocument(
    string DatasetId, DatasetSource Source, ImmutableArray<SchemaSnapshot> Schemas, ImmutableArray<DatasetTransformation> Transformations,
    string? Parent, ImmutableArray<string> Children, ImmutableArray<string> Models, string? MadeBy, ImmutableArray<LineageNode> Nodes,
    ImmutableArray<LineageEdge> Edges, bool Complete);
