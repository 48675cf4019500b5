using System.Text;

namespace Kolosal.Predictions;

/// <summary>Finds a name's position by its UTF-8 bytes, without making a string of it.</summary>
public sealed class Utf8Names
{
    private readonly byte[][] names;
    private readonly int[] heads, next;

    /// <param name="names">Distinct; a name's position is its index.</param>
    public Utf8Names(IEnumerable<string> names)
    {
        this.names = [.. names.Select(Encoding.UTF8.GetBytes)];
        heads = new int[Math.Max(4, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)this.names.Length * 2))];
        next = new int[this.names.Length];
        Array.Fill(heads, -1);
        for (int i = 0; i < this.names.Length; i++)
        {
            ref int head = ref heads[Slot(this.names[i])];
            (next[i], head) = (head, i);
        }
    }

    public int Count => names.Length;

    /// <summary>The position, or −1.</summary>
    /// <param name="name">UTF-8.</param>
    /// <param name="guess">Where it probably is; looked at first.</param>
    public int Find(ReadOnlySpan<byte> name, int guess = -1)
    {
        if ((uint)guess < (uint)names.Length && name.SequenceEqual(names[guess])) return guess;
        for (int i = heads[Slot(name)]; i >= 0; i = next[i])
            if (name.SequenceEqual(names[i])) return i;
        return -1;
    }

    /// <summary>FNV-1a. The chains hold the schema's names only, so no request can make them longer.</summary>
    private int Slot(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name) hash = (hash ^ b) * 16777619;
        return (int)(hash & (uint)(heads.Length - 1));
    }
}
