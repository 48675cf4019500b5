namespace Kolosal.Compliance.Registers;

public static class RegisterGrains
{
    /// <summary>One record of a register, by the interface of its kind.</summary>
    public static TGrain Register<TGrain>(this IGrainFactory grains, string workspace, string id)
        where TGrain : IGrainWithStringKey => grains.GetGrain<TGrain>($"{workspace}/{id}");
}
