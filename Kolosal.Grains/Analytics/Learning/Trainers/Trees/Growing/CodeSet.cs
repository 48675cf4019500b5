namespace Kolosal.Learning.Trees;

/// <summary>A set of codes 0 … 255.</summary>
internal struct CodeSet
{
    private ulong a, b, c, d;

    public readonly bool Contains(int code) => ((code >> 6) switch { 0 => a, 1 => b, 2 => c, _ => d } >> (code & 63) & 1) != 0;

    public void Add(int code)
    {
        ulong bit = 1UL << (code & 63);
        switch (code >> 6)
        {
            case 0: a |= bit; break;
            case 1: b |= bit; break;
            case 2: c |= bit; break;
            default: d |= bit; break;
        }
    }
}
