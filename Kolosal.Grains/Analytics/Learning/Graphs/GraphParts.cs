namespace Kolosal.Learning.Graphs;

/// <summary>Where a model is asked for its description.</summary>
internal static class GraphParts
{
    /// <summary>The outputs of a model that a trainer made.</summary>
    /// <exception cref="NotExportableException">It has no such description.</exception>
    public static GraphValue Describe(this GraphBuilder graph, string trainer, IPredictor model, GraphValue row) => model is IGraphPart part
        ? part.Describe(graph, row)
        : throw new NotExportableException($"A model of '{trainer}' has no form in other formats; download its package, or export another model.");
}
