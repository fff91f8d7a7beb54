import type { ConsoleService } from '#core/portals/console-services.ts';

interface Props {
  readonly services: readonly ConsoleService[];
  /** The service that Enter opens. */
  readonly active: ConsoleService | undefined;
  onOpen(service: ConsoleService): void;
}

/** Id of the element for a service in the list. */
export const serviceId = ({ page }: ConsoleService): string => `service-${page}`;

/** The services of the console to choose from. The focus stays in the text field above. */
export const ServiceList = ({ services, active, onOpen }: Props) => (
  <div id="services" class="services" role="listbox" aria-label="Console pages">
    {services.map((service) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the text field handles the keys
      // biome-ignore lint/a11y/useFocusableInteractive: the text field has the focus
      <div
        key={service.page}
        id={serviceId(service)}
        class="service"
        role="option"
        aria-selected={service === active}
        onClick={() => onOpen(service)}
      >
        {service.name} <span class="muted">{service.words}</span>
      </div>
    ))}
  </div>
);
