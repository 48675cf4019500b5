namespace Kolosal.Learning.Trees;

/// <summary>How the rows that a round of boosting sees are chosen.</summary>
public enum RowSampling
{
    /// <summary>Each with the same probability (Friedman 2002).</summary>
    Uniform,

    /// <summary>GOSS: those of the largest gradients, and a draw of the others that counts for all of them.</summary>
    GradientBased,
}
