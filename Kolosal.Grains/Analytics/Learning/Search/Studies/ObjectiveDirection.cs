namespace Kolosal.Learning.Search;

/// <summary>Which way an objective is better.</summary>
public enum ObjectiveDirection
{
    /// <summary>Smaller is better: losses, errors, times.</summary>
    Minimize,

    /// <summary>Greater is better: accuracies, areas, gains.</summary>
    Maximize,
}
