namespace Kolosal.Alerts;

/// <summary>Hears of a workspace's incidents and wakes its alert desk. Key: the workspace, as the stream's.</summary>
[Alias("kolosal.alerts.IAlertListenerGrain")]
internal interface IAlertListenerGrain : IGrainWithStringKey;
