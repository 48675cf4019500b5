namespace Kolosal.Benchmarks;

/// <summary>What a store holds.</summary>
/// <param name="Models">Models with a version each; every tenth has two.</param>
/// <param name="Runs">Runs in the lists.</param>
/// <param name="Audit">Entries of the audit trail beside those of the models.</param>
internal sealed record StoreSize(int Models, int Runs, int Audit)
{
    /// <summary>What things are compared with: a hundredth.</summary>
    public StoreSize Hundredth => new(Math.Max(1, Models / 100), Math.Max(1, Runs / 100), Math.Max(1, Audit / 100));
}
