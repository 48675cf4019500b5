namespace Kolosal.Learning.Graphs;

/// <summary>A predictor that can say as operations of a graph what it computes; the figures are those of its scores up to rounding.</summary>
internal interface IGraphPart
{
    /// <summary>Adds the operations.</summary>
    /// <param name="graph">Where they are added.</param>
    /// <param name="row">The model row.</param>
    /// <returns>The outputs.</returns>
    /// <exception cref="NotExportableException">This one cannot.</exception>
    GraphValue Describe(GraphBuilder graph, GraphValue row);
}
