namespace Kolosal.Learning.Neural;

/// <summary>One value as an embedding reads it.</summary>
/// <param name="Slot">A number's bin, a category's code, or −1 for missing.</param>
/// <param name="Fraction">How far a number is on its way through the bin, 0 … 1.</param>
/// <param name="Scaled">A number on its robust scale, between −3 and 3.</param>
internal readonly record struct TabularCell(int Slot, float Fraction, float Scaled)
{
    /// <summary>No value.</summary>
    public static TabularCell Missing { get; } = new(-1, 0, 0);
}
