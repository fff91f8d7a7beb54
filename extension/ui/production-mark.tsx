/** Marks an account that the user called a production account. */
export const ProductionMark = () => <span class="production">production</span>;
